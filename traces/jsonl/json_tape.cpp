#include "traces/jsonl/json_tape.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "traces/jsonl/json_text.h"
#include "traces/jsonl/record_error.h"

namespace skipgrid::traces {

using Kind = JsonNode::Kind;

/// Takes the parser's events.
class JsonTapeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit JsonTapeBuilder(JsonTape& tape) : tape_(tape) {}

  bool null() override { return scalar(Kind::null, 0); }
  bool boolean(bool value) override { return scalar(Kind::boolean, value ? 1 : 0); }
  bool number_integer(number_integer_t value) override { return scalar(Kind::integer, value); }
  bool number_unsigned(number_unsigned_t value) override {
    const auto integer = static_cast<std::int64_t>(value);
    return scalar(integer >= 0 ? Kind::integer : Kind::big_integer, integer);
  }
  bool number_float(number_float_t, const string_t& literal) override { return textual(Kind::number, literal); }
  bool string(string_t& value) override { return textual(Kind::string, value); }
  bool binary(binary_t&) override { return false; }  // no such thing in JSON text

  bool start_array(std::size_t) override { return open(Kind::array); }
  bool end_array() override { return close(); }
  bool start_object(std::size_t) override { return open(Kind::object); }
  bool key(string_t& value) override { return textual(Kind::key, value); }
  bool end_object() override {
    refuse_same_key_twice(open_.back());
    return close();
  }

  bool parse_error(std::size_t position, const std::string& last_read,
                   const nlohmann::json::exception& error) override {
    constexpr int kNumberOverflow = 406;
    if (error.id == kNumberOverflow) {
      throw RecordError("", "a number too large for a double: " + excerpt(last_read));
    }
    throw RecordError("", fmt::format("not valid JSON (at byte {} of the line)", position));
  }

 private:
  JsonNode& append(Kind kind) {
    if (tape_.nodes_.size() == JsonTape::kMaxNodes) {
      throw RecordError("", fmt::format("more than {} values on one line", JsonTape::kMaxNodes));
    }
    JsonNode& node = tape_.nodes_.emplace_back();
    node.kind = kind;
    node.end = here();
    return node;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(tape_.nodes_.size()); }

  bool scalar(Kind kind, std::int64_t value) {
    append(kind).integer = value;
    return true;
  }

  bool textual(Kind kind, const std::string& text) {
    JsonNode& node = append(kind);
    node.text_at = static_cast<std::uint32_t>(tape_.chars_.size());
    node.text_size = static_cast<std::uint32_t>(text.size());
    tape_.chars_ += text;
    return true;
  }

  bool open(Kind kind) {
    if (open_.size() == JsonTape::kMaxDepth) {
      throw RecordError("", fmt::format("nested deeper than {} levels", JsonTape::kMaxDepth));
    }
    open_.push_back(here());
    append(kind);
    return true;
  }

  bool close() {
    tape_.nodes_[open_.back()].end = here();
    open_.pop_back();
    return true;
  }

  void refuse_same_key_twice(std::uint32_t object) {
    keys_.clear();
    for (std::uint32_t at = object + 1; at < here(); at = tape_.node(at + 1).end) {
      keys_.push_back(tape_.text(tape_.node(at)));
    }
    std::sort(keys_.begin(), keys_.end());
    const auto twice = std::adjacent_find(keys_.begin(), keys_.end());
    if (twice != keys_.end()) throw RecordError(excerpt(*twice), "the key is given twice");
  }

  JsonTape& tape_;
  std::vector<std::uint32_t> open_;
  std::vector<std::string_view> keys_;
};

void JsonTape::parse(std::string_view text) {
  nodes_.clear();
  chars_.clear();
  // The parser takes a NUL for the end of the text and would overlook whatever follows.
  if (text.find('\0') != std::string_view::npos) throw RecordError("", "not valid JSON: it holds a NUL byte");
  JsonTapeBuilder builder(*this);
  nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &builder);
}

void JsonTape::append_compact(std::uint32_t index, std::string& out) const {
  const JsonNode& value = nodes_[index];
  switch (value.kind) {
    case Kind::null: out += "null"; return;
    case Kind::boolean: out += value.integer != 0 ? "true" : "false"; return;
    case Kind::integer: out += std::to_string(value.integer); return;
    case Kind::big_integer: out += std::to_string(static_cast<std::uint64_t>(value.integer)); return;
    case Kind::number: out += text(value); return;
    case Kind::string:
    case Kind::key: append_json_string(text(value), out); return;
    case Kind::array:
    case Kind::object: break;
  }
  const bool is_object = value.kind == Kind::object;
  out += is_object ? '{' : '[';
  for (std::uint32_t at = index + 1; at < value.end; at = nodes_[at].end) {
    if (at != index + 1) out += ',';
    if (is_object) {
      append_compact(at++, out);
      out += ':';
    }
    append_compact(at, out);
  }
  out += is_object ? '}' : ']';
}

}  // namespace skipgrid::traces
