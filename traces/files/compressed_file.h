// Opens a file as a byte stream, compressed or not.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "traces/files/byte_stream.h"

namespace skipgrid::traces {

/// Reads a plain, gzip or zstd file; its first bytes say which, not its name. Throws InputError when it cannot be
/// opened. With `expected`, the file's checksum as it lies on the disk: at its end as FileSource does.
std::unique_ptr<ByteSource> open_source(const std::string& path, std::optional<std::uint64_t> expected = std::nullopt);

/// Writes gzip when `path` ends in .gz, zstd when it ends in .zst, else plain. The file appears under its name when
/// finish() is called (see FileSink). Throws InputError when it cannot be written to.
std::unique_ptr<ByteSink> open_sink(const std::string& path);

}  // namespace skipgrid::traces
