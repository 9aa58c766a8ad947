#include "traces/jsonl/json_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace skipgrid::traces {

namespace {

bool needs_no_escape(char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; }

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  if (std::all_of(text.begin(), text.end(), needs_no_escape)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  try {
    out += nlohmann::json(text).dump();
  } catch (const nlohmann::json::type_error&) {
    throw std::invalid_argument("not UTF-8: " + quoted_excerpt(text));
  }
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::size_t length = text.size();
  if (length > kLongest) {
    length = kLongest;
    while (length > 0 && (text[length] & 0xc0) == 0x80) --length;  // no character of several bytes is cut in half
  }
  std::string result;
  for (const char c : text.substr(0, length)) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < ' ' || byte == 0x7f ? '?' : c;
  }
  if (length < text.size()) result += "...";
  return result;
}

std::string quoted_excerpt(std::string_view text) { return '"' + excerpt(text) + '"'; }

}  // namespace skipgrid::traces
