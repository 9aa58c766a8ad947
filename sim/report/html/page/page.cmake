# cmake -D PAGE=DIR -D D3=FILE -D OUTPUT=FILE -P page.cmake: puts report.html together, whose {{file NAME}} are files of DIR, or
# the charting library, and writes it as the C++ source that embedded_page.h promises.
cmake_policy(VERSION 3.25)
file(READ "${PAGE}/report.html" page)
string(REGEX MATCHALL "{{file [a-z0-9_.]+}}" marks "${page}")
foreach(mark ${marks})
  string(REGEX REPLACE "{{file (.*)}}" "\\1" name "${mark}")
  if(name STREQUAL "d3.min.js")
    file(READ "${D3}" content)
  else()
    file(READ "${PAGE}/${name}" content)
  endif()
  string(REPLACE "${mark}" "${content}" page "${page}")
endforeach()
file(WRITE "${OUTPUT}" "// Generated from sim/report/html/page by the build.
#include \"sim/report/html/embedded_page.h\"

namespace skipgrid::sim {

std::string_view embedded_page() { return R\"~page~(${page})~page~\"; }

}  // namespace skipgrid::sim
")
