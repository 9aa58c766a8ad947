# Finds SystemC through pkg-config (Debian ships systemc.pc but no CMake package) and defines SystemC::systemc.
find_package(PkgConfig QUIET REQUIRED)
pkg_check_modules(SYSTEMC QUIET IMPORTED_TARGET systemc)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SystemC REQUIRED_VARS SYSTEMC_LINK_LIBRARIES VERSION_VAR SYSTEMC_VERSION)

if(SystemC_FOUND AND NOT TARGET SystemC::systemc)
  find_package(Threads REQUIRED)
  add_library(SystemC::systemc INTERFACE IMPORTED)
  set_target_properties(SystemC::systemc PROPERTIES INTERFACE_LINK_LIBRARIES "PkgConfig::SYSTEMC;Threads::Threads")
endif()
