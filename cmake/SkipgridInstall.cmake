# What `cmake --install` puts where: headers, libraries, the program, configs, and the package for find_package(skipgrid).
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/skipgrid)

get_property(libraries GLOBAL PROPERTY SKIPGRID_LIBRARIES)
install(TARGETS ${libraries} EXPORT skipgridTargets)
install(DIRECTORY traces models sim DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/skipgrid
  FILES_MATCHING PATTERN "*.h" PATTERN "sim/cli" EXCLUDE PATTERN "sim/sweep" EXCLUDE)
install(DIRECTORY configs DESTINATION ${CMAKE_INSTALL_DATADIR}/skipgrid)
if(TARGET skipgrid)
  install(TARGETS skipgrid)
endif()

install(EXPORT skipgridTargets NAMESPACE skipgrid:: DESTINATION ${package_dir})
configure_package_config_file(cmake/skipgridConfig.cmake.in skipgridConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(skipgridConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/skipgridConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/skipgridConfigVersion.cmake
  cmake/FindSystemC.cmake
  DESTINATION ${package_dir})
