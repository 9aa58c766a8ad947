# cmake -D SOURCE_DIR=... -D HEADER=... -P commit.cmake: writes the commit of the checkout into a header, and touches the
# header only when the commit is another one, so that a build without changes compiles nothing.
cmake_policy(VERSION 3.25)
execute_process(COMMAND git -C "${SOURCE_DIR}" describe --always --dirty --abbrev=12 --exclude=*
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT "${HEADER}" CONTENT "#define SKIPGRID_COMMIT \"@commit@\"\n" @ONLY)
