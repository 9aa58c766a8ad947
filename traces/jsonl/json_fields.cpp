#include "traces/jsonl/json_fields.h"

#include <fmt/format.h>

#include <utility>

#include "traces/jsonl/json_text.h"
#include "traces/jsonl/record_error.h"

namespace skipgrid::traces {

using Kind = JsonNode::Kind;

namespace {

constexpr unsigned kMostKeys = 64;

std::string describe(const JsonTape& tape, const JsonNode& value) {
  switch (value.kind) {
    case Kind::null: return "null";
    case Kind::boolean: return value.integer != 0 ? "true" : "false";
    case Kind::integer: return std::to_string(value.integer);
    case Kind::big_integer: return std::to_string(static_cast<std::uint64_t>(value.integer));
    case Kind::number: return excerpt(tape.text(value));
    case Kind::string: return quoted_excerpt(tape.text(value));
    case Kind::array: return "an array";
    case Kind::object: return "an object";
    case Kind::key: break;
  }
  return "a key";
}

}  // namespace

JsonFields::JsonFields(const JsonTape& tape, std::uint32_t object, std::string path)
    : tape_(&tape), object_(object), next_(object + 1), path_(std::move(path)) {
  if (tape.node(object).kind != Kind::object) {
    throw RecordError(path_, fmt::format("expected an object, got {}", describe(tape, tape.node(object))));
  }
}

std::string JsonFields::name(std::string_view key) const {
  const std::string own = key.empty() ? "\"\"" : excerpt(key);
  return path_.empty() ? own : path_ + "." + own;
}

void JsonFields::refuse(const char* key, const std::string& expected, std::uint32_t given) const {
  throw RecordError(name(key), fmt::format("expected {}, got {}", expected, describe(*tape_, tape_->node(given))));
}

std::uint32_t JsonFields::find(const char* key) {
  const std::uint32_t first = object_ + 1;
  const std::uint32_t end = tape_->node(object_).end;
  std::uint32_t at = next_;
  unsigned ordinal = next_ordinal_;
  for (bool wrapped = next_ == first;; wrapped = true) {
    for (; at < end; at = tape_->node(at + 1).end, ++ordinal) {
      if (tape_->text(tape_->node(at)) != key) continue;
      if (ordinal < kMostKeys) taken_ |= std::uint64_t{1} << ordinal;
      next_ = tape_->node(at + 1).end;
      next_ordinal_ = ordinal + 1;
      return at + 1;
    }
    if (wrapped) return 0;
    at = first;
    ordinal = 0;
  }
}

std::uint32_t JsonFields::required(const char* key) {
  const std::uint32_t value = find(key);
  if (value == 0) throw RecordError(name(key), "missing");
  return value;
}

std::uint64_t JsonFields::as_unsigned(std::uint32_t value, const char* key) const {
  const JsonNode& node = tape_->node(value);
  if (node.kind != Kind::big_integer && (node.kind != Kind::integer || node.integer < 0)) {
    refuse(key, "an integer in 0..18446744073709551615", value);
  }
  return static_cast<std::uint64_t>(node.integer);
}

std::string_view JsonFields::string(const char* key) {
  const std::uint32_t value = required(key);
  if (tape_->node(value).kind != Kind::string) refuse(key, "a string", value);
  return tape_->text(tape_->node(value));
}

std::string_view JsonFields::string_or(const char* key, std::string_view otherwise) {
  const std::uint32_t value = find(key);
  if (value == 0) return otherwise;
  if (tape_->node(value).kind != Kind::string) refuse(key, "a string", value);
  return tape_->text(tape_->node(value));
}

std::int64_t JsonFields::integer(const char* key, std::int64_t least, std::int64_t most) {
  const std::uint32_t value = required(key);
  const JsonNode& node = tape_->node(value);
  if (node.kind != Kind::integer || node.integer < least || node.integer > most) {
    refuse(key, fmt::format("an integer in {}..{}", least, most), value);
  }
  return node.integer;
}

std::int64_t JsonFields::integer_or(const char* key, std::int64_t least, std::int64_t most, std::int64_t otherwise) {
  return find(key) == 0 ? otherwise : integer(key, least, most);
}

std::uint64_t JsonFields::unsigned_integer(const char* key) { return as_unsigned(required(key), key); }

std::optional<std::uint64_t> JsonFields::optional_unsigned(const char* key) {
  const std::uint32_t value = find(key);
  if (value == 0) return std::nullopt;
  return as_unsigned(value, key);
}

bool JsonFields::boolean_or(const char* key, bool otherwise) {
  const std::uint32_t value = find(key);
  if (value == 0) return otherwise;
  if (tape_->node(value).kind != Kind::boolean) refuse(key, "true or false", value);
  return tape_->node(value).integer != 0;
}

std::optional<JsonFields> JsonFields::object(const char* key) {
  const std::uint32_t value = find(key);
  if (value == 0) return std::nullopt;
  return JsonFields(*tape_, value, name(key));
}

std::optional<std::string> JsonFields::any(const char* key) {
  const std::uint32_t value = find(key);
  if (value == 0) return std::nullopt;
  std::string text;
  tape_->append_compact(value, text);
  return text;
}

void JsonFields::unsigned_list(const char* key, std::vector<std::uint64_t>& list) {
  list.clear();
  const std::uint32_t value = find(key);
  if (value == 0) return;
  if (tape_->node(value).kind != Kind::array) refuse(key, "an array of integers", value);
  for (std::uint32_t at = value + 1; at < tape_->node(value).end; at = tape_->node(at).end) {
    list.push_back(as_unsigned(at, key));
  }
}

void JsonFields::tensor_list(const char* key, std::vector<TensorAccess>& list) {
  const std::uint32_t value = find(key);
  if (value == 0) return list.clear();
  if (tape_->node(value).kind != Kind::array) refuse(key, "an array of strings", value);
  std::size_t count = 0;  // the references there are keep their memory
  for (std::uint32_t at = value + 1; at < tape_->node(value).end; at = tape_->node(at).end, ++count) {
    if (tape_->node(at).kind != Kind::string) refuse(key, "an array of strings", at);
    if (count == list.size()) list.emplace_back();
    assign(list[count], tape_->text(tape_->node(at)));
    list[count].elements = list[count].of = 0;
  }
  list.resize(count);
}

void JsonFields::finish(const char* kind) const {
  unsigned ordinal = 0;
  for (std::uint32_t at = object_ + 1; at < tape_->node(object_).end; at = tape_->node(at + 1).end, ++ordinal) {
    if (ordinal < kMostKeys && (taken_ >> ordinal & 1) != 0) continue;
    throw RecordError(name(tape_->text(tape_->node(at))), fmt::format("unknown key in {}", kind));
  }
}

}  // namespace skipgrid::traces
