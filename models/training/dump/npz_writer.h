// Arrays for NumPy: a .npz file, which is a zip archive of .npy files.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace skipgrid::models {

/// Collects arrays in memory; write() makes the file, atomically. Row-major, little-endian.
class NpzWriter {
 public:
  using Shape = std::vector<std::int64_t>;

  void add(const std::string& key, const Shape& shape, const float* values);
  void add(const std::string& key, const Shape& shape, const double* values);
  void add(const std::string& key, const Shape& shape, const std::int32_t* values);

  /// Throws std::runtime_error when the file cannot be written.
  void write(const std::string& path) const;

 private:
  template <class Value>
  void add_values(const std::string& key, const Shape& shape, const char* type, const Value* values);

  std::map<std::string, std::string> files_;  // name in the archive -> content
};

}  // namespace skipgrid::models
