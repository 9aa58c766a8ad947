#include "sim/report/output_directory.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "traces/input_error.h"

namespace skipgrid::sim {
namespace {

namespace fs = std::filesystem;

/// Unlike any other process's, so that two runs into one directory do not write into each other's file.
fs::path temporary_for(const fs::path& target) { return target.string() + fmt::format(".{}.tmp", ::getpid()); }

bool put(const fs::path& path, const std::string& content) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  return !file.fail();
}

}  // namespace

OutputDirectory::OutputDirectory(const std::string& path, const std::vector<std::string>& files) : path_(path) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) throw InputError(path, "cannot be made a directory for the results: " + error.message());
  if (!fs::is_directory(path_)) throw InputError(path, "expected a directory for the results, got a file");
  const fs::path probe = temporary_for(path_ / "writable");
  const bool writable = put(probe, "");
  const std::string why = std::strerror(errno);
  fs::remove(probe, error);
  if (!writable) throw InputError(path, "the directory for the results cannot be written to: " + why);
  for (const std::string& file : files)
    if (fs::is_directory(path_ / file))
      throw InputError((path_ / file).string(), "expected a file or nothing, got a directory");
}

void OutputDirectory::write(const std::string& file, const std::string& content) const {
  const fs::path target = path_ / file, temporary = temporary_for(target);
  std::error_code ignored;
  if (!put(temporary, content)) {
    const std::string why = std::strerror(errno);
    fs::remove(temporary, ignored);
    throw std::runtime_error(temporary.string() + ": cannot be written: " + why);
  }
  std::error_code error;
  fs::rename(temporary, target, error);
  if (!error) return;
  fs::remove(temporary, ignored);
  throw std::runtime_error(target.string() + ": cannot be written: " + error.message());
}

}  // namespace skipgrid::sim
