# One place for what every target of ours shares: warnings, floating-point rules, sanitizers, include roots.
function(skipgrid_target_options target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    $<$<BOOL:${SKIPGRID_WERROR}>:-Werror>
    # Results must be the same to the bit everywhere: a product and a sum are two roundings, never one.
    -ffp-contract=off)
  if(SKIPGRID_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${SKIPGRID_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
      -Wno-maybe-uninitialized)  # GCC's own documentation: not to be trusted together with sanitizers
    target_link_options(${target} PRIVATE -fsanitize=${SKIPGRID_SANITIZE})
    get_target_property(type ${target} TYPE)
    if(type STREQUAL EXECUTABLE)
      target_sources(${target} PRIVATE "${PROJECT_SOURCE_DIR}/cmake/leak_suppressions.cpp")
    endif()
  endif()
endfunction()

# For what is not in the way of a cycle (configs, reports, commands, tests): optimised less, compiled in less time.
function(skipgrid_compile_quickly target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# skipgrid_library(traces SOURCES... ) defines the static library skipgrid_traces, alias skipgrid::traces.
function(skipgrid_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
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
