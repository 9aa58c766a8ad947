# Finds OpenBLAS through pkg-config (Debian's CMake package defines no target) and defines OpenBLAS::openblas.
find_package(PkgConfig QUIET REQUIRED)
pkg_check_modules(OPENBLAS QUIET IMPORTED_TARGET openblas)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenBLAS REQUIRED_VARS OPENBLAS_LINK_LIBRARIES VERSION_VAR OPENBLAS_VERSION)

if(OpenBLAS_FOUND AND NOT TARGET OpenBLAS::openblas)
  add_library(OpenBLAS::openblas INTERFACE IMPORTED)
  set_target_properties(OpenBLAS::openblas PROPERTIES INTERFACE_LINK_LIBRARIES PkgConfig::OPENBLAS)
endif()
