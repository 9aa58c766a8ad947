// What makes a point this one and no other: its configuration, the content of what it reads, and the program's version.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace skipgrid::sim {
struct Document;
struct RunConfig;
}  // namespace skipgrid::sim

namespace skipgrid::sweep {

/// Files that runs read while they run or are made, by absolute path, with the checksums of their contents.
class ReadFiles {
 public:
  ReadFiles() = default;
  explicit ReadFiles(std::map<std::string, std::uint64_t> checksums) : checksums_(std::move(checksums)) {}

  /// Of the file's content, which is read once. Throws InputError when it cannot be.
  std::uint64_t checksum(const std::string& path);
  /// Throws InputError for the first file that is there and has another content now.
  void check_unchanged() const;
  const std::map<std::string, std::uint64_t>& checksums() const { return checksums_; }

 private:
  std::map<std::string, std::uint64_t> checksums_;
};

/// The trace to replay, the table of lengths, the schedule: what a run reads is added to `files`.
void note_files(const sim::Document& document, const sim::RunConfig& run, ReadFiles& files);

/// The id of a run whose trace, if it replays one, is what `files` says. A table or a schedule counts as it was read
/// when `run` was made of the document, and paths not at all.
std::uint64_t id_of(const sim::Document& document, const sim::RunConfig& run, ReadFiles& files);

}  // namespace skipgrid::sweep
