# One place for what every target of ours shares: warnings, floating-point rules, sanitizers, include roots.
function(skipgrid_target_options target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    $<$<BOOL:${SKIPGRID_WERROR}>:-Werror>
    # Results must be the same to the bit everywhere: a product and a sum are two roundings, never one.
    -ffp-contract=off)
  # A fuzzer watches what reads; what simulates is only linked to it.
  if(SKIPGRID_FUZZ AND target MATCHES "^skipgrid_(array|schedule)$")
    return()
  endif()
  if(SKIPGRID_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${SKIPGRID_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
      $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)  # GCC's own documentation: not to be trusted together with sanitizers
    target_link_options(${target} PRIVATE -fsanitize=${SKIPGRID_SANITIZE})
    get_target_property(type ${target} TYPE)
    if(type STREQUAL EXECUTABLE)
      target_sources(${target} PRIVATE "${PROJECT_SOURCE_DIR}/cmake/leak_suppressions.cpp")
    endif()
  endif()
endfunction()

# For what is not in the way of a cycle (configs, reports, commands): optimised less, compiled in less time.
function(skipgrid_compile_quickly target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# For tests, which take longer to compile than to run: not optimised. What they test is.
function(skipgrid_compile_unoptimised target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O0>)
endfunction()

# Sets `result` to all sources in the folder of the CMakeLists.txt that calls it and below, but for what lies under one of
# the further arguments: a source belongs to the library of the folder that it lies in, and adding one needs no list.
function(skipgrid_sources result)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.cpp)
  foreach(path ${ARGN})
    list(FILTER found EXCLUDE REGEX "^${path}")
  endforeach()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

# skipgrid_library(traces EXCEPT folders... PUBLIC ... PRIVATE ...) defines the static library skipgrid_traces, alias
# skipgrid::traces, of the sources in its folder.
function(skipgrid_library name)
  cmake_parse_arguments(ARG "" "" "EXCEPT;PUBLIC;PRIVATE" ${ARGN})
  skipgrid_sources(ARG_SOURCES ${ARG_EXCEPT})
  add_library(skipgrid_${name} STATIC ${ARG_SOURCES})
  add_library(skipgrid::${name} ALIAS skipgrid_${name})
  set_target_properties(skipgrid_${name} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(skipgrid_${name} PUBLIC cxx_std_17)
  target_include_directories(skipgrid_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/skipgrid>)
  target_link_libraries(skipgrid_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  skipgrid_target_options(skipgrid_${name})
  set_property(GLOBAL APPEND PROPERTY SKIPGRID_LIBRARIES skipgrid_${name})  # for SkipgridInstall
endfunction()
