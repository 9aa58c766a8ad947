#include "sim/report/html/report_page.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "sim/report/html/embedded_page.h"

namespace skipgrid::sim {
namespace {

std::string as_text(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      default: safe += c;
    }
  }
  return safe;
}

/// No tag can begin in it, so that none ends the script that it stands in.
std::string without_tags(const std::string& json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace

std::string report_page(const std::string& title, const nlohmann::ordered_json& data) {
  using nlohmann::ordered_json;
  const std::string json = data.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  // A name that is not UTF-8 goes the way that it goes in the data.
  const std::string name =
      ordered_json::parse(ordered_json(title).dump(-1, ' ', false, ordered_json::error_handler_t::replace));
  const std::string_view page = embedded_page();
  std::string text;
  std::size_t from = 0;
  const auto put = [&](std::string_view mark, const std::string& content) {
    const std::size_t at = page.find(mark, from);
    if (at == std::string_view::npos) throw std::logic_error("the page has no place for " + std::string(mark));
    text.append(page.substr(from, at - from)).append(content);
    from = at + mark.size();
  };
  put("{{title}}", as_text(name));
  put("{{data}}", without_tags(json));
  return text.append(page.substr(from));
}

}  // namespace skipgrid::sim
