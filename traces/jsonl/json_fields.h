// The fields of a JSON object, taken one by one with their type and range checked; whatever nobody took is an error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "traces/jsonl/json_tape.h"
#include "traces/tensor_access.h"

namespace skipgrid::traces {

/// A view of one object on a tape, which must outlive it. Every function throws RecordError naming the field when what
/// is there is not what was asked for: nothing is converted, so 1.0, true and "1" are no integers.
class JsonFields {
 public:
  /// `path` is what the object is called in messages, for example "skip"; empty for the line itself.
  JsonFields(const JsonTape& tape, std::uint32_t object, std::string path = "");

  std::string_view string(const char* key);
  std::int64_t integer(const char* key, std::int64_t least, std::int64_t most);
  std::uint64_t unsigned_integer(const char* key);

  // These may be absent.
  std::string_view string_or(const char* key, std::string_view otherwise);
  std::int64_t integer_or(const char* key, std::int64_t least, std::int64_t most, std::int64_t otherwise);
  bool boolean_or(const char* key, bool otherwise);
  std::optional<std::uint64_t> optional_unsigned(const char* key);
  std::optional<JsonFields> object(const char* key);
  /// The value as compact JSON text.
  std::optional<std::string> any(const char* key);
  /// Replaces `list` by the array's elements; empties it when the field is absent.
  void unsigned_list(const char* key, std::vector<std::uint64_t>& list);
  void tensor_list(const char* key, std::vector<TensorAccess>& list);

  /// Throws when a field was not taken: `kind` says of what, for example "a gemm line".
  void finish(const char* kind) const;

 private:
  /// Index of the key's value; 0 when absent.
  std::uint32_t find(const char* key);
  std::uint32_t required(const char* key);
  std::uint64_t as_unsigned(std::uint32_t value, const char* key) const;
  [[noreturn]] void refuse(const char* key, const std::string& expected, std::uint32_t given) const;
  std::string name(std::string_view key) const;

  const JsonTape* tape_;
  std::uint32_t object_;
  std::uint32_t next_;         // the key where the next search begins: files keep their keys in order
  unsigned next_ordinal_ = 0;  // which key of the object that is, from 0
  std::uint64_t taken_ = 0;    // by ordinal; no object of ours has more than 64 keys
  std::string path_;
};

}  // namespace skipgrid::traces
