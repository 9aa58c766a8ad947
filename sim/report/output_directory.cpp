#include "sim/report/output_directory.h"

#include "traces/files/file_stream.h"
#include "traces/input_error.h"

namespace skipgrid::sim {

namespace fs = std::filesystem;

OutputDirectory::OutputDirectory(const std::string& path, const std::vector<std::string>& files) : path_(path) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) throw InputError(path, "cannot be made a directory for the results: " + error.message());
  if (!fs::is_directory(path_)) throw InputError(path, "expected a directory for the results, got a file");
  traces::FileSink((path_ / ".writable").string());  // given up at once, it leaves nothing behind
  for (const std::string& file : files)
    if (fs::is_directory(path_ / file))
      throw InputError((path_ / file).string(), "expected a file or nothing, got a directory");
}

void OutputDirectory::write(const std::string& file, const std::string& content) const {
  traces::replace_file((path_ / file).string(), content);
}

}  // namespace skipgrid::sim
