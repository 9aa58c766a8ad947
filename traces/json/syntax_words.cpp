#include "traces/json/syntax_words.h"

#include <fmt/format.h>

namespace skipgrid {
namespace {

struct Words {
  std::string_view theirs, ours;
};

// The first that is part of the library's text says it.
constexpr Words kExpected[] = {
    {"parsing object key", "a key in quotation marks"},
    {"parsing object separator", "':'"},
    {"parsing object", "',' or '}'"},
    {"parsing array", "',' or ']'"},
    {"", "a value"},
};

constexpr Words kFound[] = {
    {"unexpected end of input", "the end of the text"},
    {"unexpected number literal", "a number"},
    {"unexpected string literal", "a string"},
    {"unexpected true literal", "true"},
    {"unexpected false literal", "false"},
    {"unexpected null literal", "null"},
    {"unexpected '{'", "'{'"},
    {"unexpected '}'", "'}'"},
    {"unexpected '['", "'['"},
    {"unexpected ']'", "']'"},
    {"unexpected ':'", "':'"},
    {"unexpected ','", "','"},
    {"missing closing quote", "a string without its closing quotation mark"},
    {"control character", "a control character in a string, to be written \\n, \\t or \\u00XX"},
    {"forbidden character after backslash", "a backslash in a string that begins no escape"},
    {"'\\u' must be followed", "\\u in a string without four hexadecimal digits"},
    {"surrogate", "half of a pair \\uD8XX\\uDCXX in a string"},
    {"ill-formed UTF-8", "a byte in a string that is not UTF-8"},
    {"invalid number", "a number that is not complete"},
    {"number overflow", "a number larger than a double can be"},
    {"invalid BOM", "part of a byte order mark"},
    {"", "what JSON does not have"},
};

template <std::size_t n>
std::string_view said(const Words (&words)[n], std::string_view text) {
  for (const Words& w : words)
    if (text.find(w.theirs) != std::string_view::npos) return w.ours;
  return {};
}

}  // namespace

std::string syntax_words(std::string_view library_text) {
  // Between these two it quotes what it read last, which may look like anything.
  const std::string_view end = "; expected end of input";
  const bool is_over =
      library_text.size() >= end.size() && library_text.substr(library_text.size() - end.size()) == end;
  const std::string_view text = library_text.substr(0, library_text.find("; last read: "));
  return fmt::format("expected {}, found {}", is_over ? "nothing more" : said(kExpected, text), said(kFound, text));
}

}  // namespace skipgrid
