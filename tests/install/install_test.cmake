# Installs a build into a folder of its own, then builds and runs the consumer against nothing but that folder.
# cmake -DBUILD=build -DWORK=scratch folder -DCXX=compiler -DCXX_FLAGS=flags -DGENERATOR=generator -P install_test.cmake
set(prefix ${WORK}/prefix)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nfailed (${result}):\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect_output expected)
  if(NOT output MATCHES "${expected}")
    message(FATAL_ERROR "expected '${expected}' in:\n${output}")
  endif()
endfunction()

set(ENV{SYSTEMC_DISABLE_COPYRIGHT_MESSAGE} 1)
file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${WORK}/consumer -G ${GENERATOR}
  -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_CXX_FLAGS=${CXX_FLAGS})
run(${CMAKE_COMMAND} --build ${WORK}/consumer)
run(${WORK}/consumer/consumer)
# 41 x 325 tiles (650 / 2 kept rows, 2600 columns, 8 a side) of 2 * 8 + 8 + 20 - 2 cycles each.
expect_output("^559650 cycles")

# The installed program with the installed configs: 82 x 325 tiles of 42 cycles, and a run that finds what it refers to.
run(${prefix}/bin/skipgrid gemm --m 20 --k 650 --n 2600 --rows 8 --cols 8 --dataflow ws --schedule serial --format json)
expect_output("\"cycles\": 1119300,")
run(${prefix}/bin/skipgrid run ${prefix}/share/skipgrid/configs/quickstart.json)
expect_output("structured.*dense")
