#include "tests/fuzz/memory_file.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace skipgrid::fuzz {
namespace {

namespace fs = std::filesystem;

/// Links to all that is in `from`; folders of which `name` needs something of its own are made.
void mirror(const fs::path& from, const fs::path& to, const fs::path& name) {
  fs::create_directories(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    const fs::path entry_name = entry.path().filename();
    if (name.has_parent_path() && *name.begin() == entry_name)
      mirror(entry.path(), to / entry_name, name.lexically_relative(entry_name));
    else
      fs::create_symlink(entry.path(), to / entry_name);
  }
}

}  // namespace

MemoryFile::MemoryFile(const std::string& name) : file_(memfd_create("fuzz", MFD_CLOEXEC)), path_(folder_ / name) {
  if (!file_.is_open()) throw std::system_error(errno, std::generic_category(), "memfd_create");
  mirror(SKIPGRID_CONFIGS, folder_ / "", name);
  fs::create_symlink(fmt::format("/proc/self/fd/{}", file_.value()), path_);
}

void MemoryFile::fill(const std::string& bytes) {
  if (::ftruncate(file_.value(), 0) != 0 ||
      ::pwrite(file_.value(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw std::system_error(errno, std::generic_category(), "a file in memory");
}

}  // namespace skipgrid::fuzz
