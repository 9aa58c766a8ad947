#include "sim/sweep/directory/storage.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16;

/// A FileSink takes a file that it cannot open for wrong input; here it is one of many in a directory that was written
/// to before.
template <class Action>
auto storing(const Action& action) {
  try {
    return action();
  } catch (const std::exception& error) {
    throw StorageError(error.what());
  }
}

}  // namespace

StoredFile::StoredFile(const std::string& path)
    : sink_(storing([&] { return std::make_unique<traces::FileSink>(path, traces::Links::replace); })) {}

void StoredFile::write(const std::string& text) {
  pending_ += text;
  if (pending_.size() >= kPiece) flush();
}

void StoredFile::finish(traces::Durability durability) {
  flush();
  storing([&] { sink_->finish(durability); });
}

void StoredFile::flush() {
  storing([&] { sink_->write(pending_.data(), pending_.size()); });
  pending_.clear();
}

std::optional<std::string> stored_text(const std::string& path) {
  std::error_code error;
  // Devices and pipes may have no end.
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  try {
    traces::FileSource file(path);
    std::vector<char> piece(kPiece);
    std::string text;
    while (const std::size_t count = file.read(piece.data(), piece.size())) text.append(piece.data(), count);
    return text;
  } catch (const InputError&) {
    return std::nullopt;
  }
}

void append_line(const std::string& path, const std::string& line) {
  const traces::FileDescriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  const std::string text = line + "\n";
  if (!file.is_open() || ::write(file.value(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw StorageError(path + ": cannot be written: " + std::strerror(errno));
}

bool is_leftover(const std::string& name) { return name.find(".partial-") != std::string::npos; }

}  // namespace skipgrid::sweep
