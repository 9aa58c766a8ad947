#include "sim/report/output_directory.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <string_view>
#include <thread>

#include "traces/input_error.h"

namespace skipgrid::sim {

namespace fs = std::filesystem;

namespace {

/// The lock is the directory's own: it needs no file, and goes with the process. Null where there are no such locks.
std::shared_ptr<traces::FileDescriptor> locked(const std::string& path) {
  constexpr int kAttempts = 20;  // a second: processes of a command that was killed take a moment to end
  auto directory = std::make_shared<traces::FileDescriptor>(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (directory->is_open() && ::flock(directory->value(), LOCK_EX | LOCK_NB) == 0) return directory;
    if (errno != EWOULDBLOCK) return nullptr;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  throw InputError(path, "another command is at work there");
}

}  // namespace

OutputDirectory::OutputDirectory(const std::string& path, const std::vector<std::string>& files) : path_(path) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) throw InputError(path, "cannot be made a directory for the results: " + error.message());
  if (!fs::is_directory(path_)) throw InputError(path, "expected a directory for the results, got a file");
  if (!files.empty()) lock_ = locked(path);
  // Given up at once, they leave nothing behind.
  traces::FileSink((path_ / ".writable").string(), traces::Links::replace);
  for (const std::string& file : files) traces::FileSink((path_ / file).string(), traces::Links::replace);
}

void OutputDirectory::write(const std::string& file, const std::string& content) const {
  traces::replace_file((path_ / file).string(), content);
}

OutputDirectory OutputDirectory::inside(const std::string& name, const std::vector<std::string>& files) const {
  const fs::path folder = path_ / name;
  std::error_code error;
  if (fs::is_symlink(folder, error)) throw InputError(folder.string(), "expected a folder or nothing, got a link");
  return {folder.string(), files};
}

bool is_folder_name(const std::string& name) {
  constexpr std::size_t kMostBytes = 255;
  return !name.empty() && name != "." && name != ".." && name.size() <= kMostBytes &&
         name.find_first_of(std::string_view("/\0", 2)) == std::string::npos;
}

}  // namespace skipgrid::sim
