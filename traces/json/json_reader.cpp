#include "traces/json/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "traces/input_error.h"
#include "traces/json/syntax_words.h"

namespace skipgrid {
namespace {

/// Lets the parser's callbacks know how far it has read, which the library itself does not tell them.
class WatchedIterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  WatchedIterator(const char* at, const char** last_read) : at_(at), last_read_(last_read) {}
  reference operator*() const { return *(*last_read_ = at_); }
  WatchedIterator& operator++() {
    ++at_;
    return *this;
  }
  WatchedIterator operator++(int) {
    WatchedIterator before = *this;
    ++at_;
    return before;
  }
  friend bool operator==(const WatchedIterator& x, const WatchedIterator& y) { return x.at_ == y.at_; }
  friend bool operator!=(const WatchedIterator& x, const WatchedIterator& y) { return x.at_ != y.at_; }

 private:
  const char* at_;
  const char** last_read_;
};

/// Walks the text once, building nothing, and throws at the first thing that is wrong.
class Inspector : public nlohmann::json_sax<Json> {
 public:
  Inspector(const std::string& text, const std::string& place) : text_(text), place_(place), last_read_(text.data()) {}

  void inspect() {
    const char* begin = text_.data();
    Json::sax_parse(WatchedIterator(begin, &last_read_), WatchedIterator(begin + text_.size(), &last_read_), this);
  }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t& text) override { return check_readable(text); }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_array() override { return leave(); }

  bool key(string_t& name) override {
    check_readable(name);
    if (!keys_.back().insert(name).second) fail(string_start(), "duplicate key \"" + name + "\"");
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const Json::exception& error) override {
    fail(position == 0 ? 0 : position - 1, syntax_words(error.what()));
  }

 private:
  bool enter() {
    if (keys_.size() == kMaxJsonDepth) fail(offset(), fmt::format("nested deeper than {} levels", kMaxJsonDepth));
    keys_.emplace_back();
    return true;
  }
  /// Names and paths go to the system and into messages, both of which end at a NUL.
  bool check_readable(const std::string& text) const {
    if (text.find('\0') != std::string::npos) fail(string_start(), "a string with a NUL character");
    return true;
  }
  bool leave() {
    keys_.pop_back();
    return true;
  }

  std::size_t offset() const { return static_cast<std::size_t>(last_read_ - text_.data()); }

  /// Where the string begins whose closing quote was read last.
  std::size_t string_start() const {
    std::size_t at = offset();
    while (at > 0) {
      at = text_.rfind('"', at - 1);
      if (at == std::string::npos) return 0;
      std::size_t escapes = 0;
      while (escapes < at && text_[at - 1 - escapes] == '\\') ++escapes;
      if (escapes % 2 == 0) return at;
    }
    return 0;
  }

  [[noreturn]] void fail(std::size_t at, const std::string& problem) const {
    at = std::min(at, text_.size());
    const auto end = text_.begin() + static_cast<std::ptrdiff_t>(at);
    const auto line = 1 + std::count(text_.begin(), end, '\n');
    const std::size_t line_start = at == 0 ? std::string::npos : text_.rfind('\n', at - 1);
    const std::size_t column = line_start == std::string::npos ? at + 1 : at - line_start;
    throw InputError(fmt::format("{}:{}:{}", place_, line, column), problem);
  }

  const std::string& text_;
  const std::string& place_;
  const char* last_read_;
  std::vector<std::set<std::string>> keys_;  // one set for each object or array that is open
};

std::string read_text(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw InputError(path, "expected a JSON file, got a directory");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  std::string text;
  std::array<char, 65536> chunk;
  while (file.read(chunk.data(), chunk.size()), file.gcount() > 0) {
    text.append(chunk.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > kMaxJsonBytes) throw InputError(path, fmt::format("is longer than {} bytes", kMaxJsonBytes));
  }
  if (file.bad()) throw InputError(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  return text;
}

}  // namespace

Json parse_json(const std::string& text, const std::string& place) {
  Inspector(text, place).inspect();
  return Json::parse(text);
}

Json read_json_file(const std::string& path) { return parse_json(read_text(path), path); }

OrderedJson read_ordered_json_file(const std::string& path) {
  const std::string text = read_text(path);
  Inspector(text, path).inspect();
  return OrderedJson::parse(text);
}

std::string brief(const Json& value) {
  constexpr std::size_t kLength = 60;
  if (value.is_object()) return value.empty() ? "{}" : "an object";
  if (value.is_array()) return value.empty() ? "[]" : "an array";
  const std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= kLength ? text : fmt::format("{}... ({} bytes)", text.substr(0, kLength), text.size());
}

}  // namespace skipgrid
