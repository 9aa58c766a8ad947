// Where results go. Whether they can go there is found out before anything is computed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace skipgrid::sim {

class OutputDirectory {
 public:
  /// Makes the directory when it is missing, and tries to write in it and that each of `files` may be written.
  /// Throws InputError that names what is in the way.
  OutputDirectory(const std::string& path, const std::vector<std::string>& files);

  /// Writes a file under a temporary name and renames it: readers see the old content or the new, never half of it.
  /// Throws std::runtime_error when the disk will not take it.
  void write(const std::string& file, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

}  // namespace skipgrid::sim
