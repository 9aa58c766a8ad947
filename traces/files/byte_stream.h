// Bytes in order, to and from files, with or without compression in between.
#pragma once

#include <cstddef>
#include <stdexcept>

namespace skipgrid::traces {

/// What a source throws when its bytes are not what they should be: cut short, or failing a checksum.
class CorruptData : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Reads 1..size bytes (size >= 1) into `data`; returns how many, 0 only at a proper end. Throws CorruptData.
  virtual std::size_t read(char* data, std::size_t size) = 0;
};

class ByteSink {
 public:
  virtual ~ByteSink() = default;
  /// Takes all of the bytes. Throws std::runtime_error when they cannot be stored.
  virtual void write(const char* data, std::size_t size) = 0;
  /// Call once, after the last byte.
  virtual void finish() = 0;
};

}  // namespace skipgrid::traces
