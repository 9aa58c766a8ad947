#include "traces/json_text.h"

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
    throw std::invalid_argument("not UTF-8: " + quoted(text));
  }
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string result;
  for (const char c : text.substr(0, kLongest)) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < ' ' || byte == 0x7f ? '?' : c;
  }
  // A character of several bytes is not cut in half.
  if (text.size() > kLongest) {
    while (!result.empty() && (result.back() & 0xc0) == 0x80) result.pop_back();
    if (!result.empty() && (result.back() & 0x80) != 0) result.pop_back();
    result += "...";
  }
  return result;
}

std::string quoted(std::string_view text) { return "'" + excerpt(text) + "'"; }

}  // namespace skipgrid::traces
