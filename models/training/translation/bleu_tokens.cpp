#include "models/training/translation/bleu_tokens.h"

#include <array>
#include <utility>

namespace skipgrid::models {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_stop(char c) { return c == '.' || c == ','; }

/// ASCII's marks, but for ' , - and .
bool is_mark(char c) {
  const auto within = [c](char first, char last) { return c >= first && c <= last; };
  return within('{', '~') || within('[', '`') || within(' ', '&') || within('(', '+') || within(':', '@') || c == '/';
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// Goes through neighbours of which one fits and the other does, from left to right, none of them twice, and puts
/// blanks before, between and behind them. Marks and digits are bytes of their own in UTF-8, so bytes do for
/// characters.
template <class First, class Second>
std::string with_blanks(const std::string& text, const First& first, const Second& second, bool before, bool behind) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 1 == text.size() || !first(text[i]) || !second(text[i + 1])) {
      result += text[i];
      continue;
    }
    if (before) result += ' ';
    result += text[i];
    result += ' ';
    result += text[++i];
    if (behind) result += ' ';
  }
  return result;
}

/// White space as Unicode has it, of which Python's split() makes blanks.
std::string with_plain_blanks(std::string text) {
  for (const char c : {'\t', '\n', '\v', '\f', '\r'}) replace_all(text, std::string_view(&c, 1), " ");
  constexpr std::array<std::string_view, 19> kSpaces{
      "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83",
      "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a",
      "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
  for (const std::string_view space : kSpaces) replace_all(text, space, " ");
  return text;
}

}  // namespace

std::vector<std::string> bleu_tokens(std::string_view given) {
  std::string text(given);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEntities{
      {{"<skipped>", ""}, {"&quot;", "\""}, {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}}};
  for (const auto& [entity, meaning] : kEntities) replace_all(text, entity, meaning);
  std::string marked = " ";
  for (const char c : text) {
    if (is_mark(c)) {
      (marked += ' ') += c;
      marked += ' ';
    } else {
      marked += c;
    }
  }
  marked += ' ';
  const auto other = [](char c) { return !is_digit(c); };
  marked = with_blanks(marked, other, is_stop, false, true);
  marked = with_blanks(marked, is_stop, other, true, false);
  marked = with_blanks(
      marked, is_digit, [](char c) { return c == '-'; }, false, true);
  marked = with_plain_blanks(std::move(marked));

  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < marked.size();) {
    const std::size_t end = std::min(marked.find(' ', i), marked.size());
    if (end > i) tokens.push_back(marked.substr(i, end - i));
    i = end + 1;
  }
  return tokens;
}

}  // namespace skipgrid::models
