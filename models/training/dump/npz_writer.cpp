#include "models/training/dump/npz_writer.h"

#include <fmt/format.h>
#include <zip.h>

#include <memory>
#include <stdexcept>

#include "traces/files/file_stream.h"

namespace skipgrid::models {

namespace {

// The header of NumPy's format, version 1.0: padded so that the values begin at a multiple of 64.
std::string npy_header(const char* type, const NpzWriter::Shape& shape) {
  std::string dimensions;
  for (const std::int64_t size : shape) dimensions += fmt::format("{},", size);
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", type, dimensions);
  constexpr std::size_t kBefore = 10, kAlignment = 64;
  text.append(kAlignment - (kBefore + text.size() + 1) % kAlignment, ' ');
  text += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 0xff);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

[[noreturn]] void fail(const std::string& path, const char* problem) {
  throw std::runtime_error(fmt::format("{}: cannot be written: {}", path, problem));
}

}  // namespace

template <class Value>
void NpzWriter::add_values(const std::string& key, const Shape& shape, const char* type, const Value* values) {
  std::size_t count = 1;
  for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
  std::string& file = files_[key + ".npy"];
  file = npy_header(type, shape);
  file.append(reinterpret_cast<const char*>(values), count * sizeof(Value));
}

void NpzWriter::add(const std::string& key, const Shape& shape, const float* values) {
  add_values(key, shape, "<f4", values);
}
void NpzWriter::add(const std::string& key, const Shape& shape, const double* values) {
  add_values(key, shape, "<f8", values);
}
void NpzWriter::add(const std::string& key, const Shape& shape, const std::int32_t* values) {
  add_values(key, shape, "<i4", values);
}

void NpzWriter::write(const std::string& path) const {
  // The archive is built in memory and goes to disk in one piece.
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (buffer == nullptr) fail(path, zip_error_strerror(&error));
  zip_source_keep(buffer);
  const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> keep(buffer, zip_source_free);
  zip_t* archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error);
  if (archive == nullptr) {
    zip_source_free(buffer);
    fail(path, zip_error_strerror(&error));
  }
  for (const auto& [name, content] : files_) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    const zip_int64_t index = source == nullptr ? -1 : zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      if (source != nullptr) zip_source_free(source);
      zip_discard(archive);
      fail(path, "out of memory");
    }
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  }
  if (zip_close(archive) != 0) {
    zip_discard(archive);
    fail(path, "the archive is too large");
  }
  zip_stat_t size;
  std::string bytes;
  if (zip_source_open(buffer) != 0 || zip_source_stat(buffer, &size) != 0) fail(path, "the archive was lost");
  bytes.resize(size.size);
  const zip_int64_t got = zip_source_read(buffer, bytes.data(), size.size);
  zip_source_close(buffer);
  if (got < 0 || static_cast<zip_uint64_t>(got) != size.size) fail(path, "the archive was lost");
  traces::replace_file(path, bytes, traces::Durability::disk);
}

}  // namespace skipgrid::models
