#include "sim/report/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "traces/shown_text.h"

namespace skipgrid::sim {
namespace {

constexpr std::size_t kGap = 2;

/// With a backslash before each of `special`.
std::string escaped(const std::string& cell, std::string_view special) {
  std::string text;
  for (const char c : cell) {
    if (special.find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text;
}

}  // namespace

std::string with_thousands(std::int64_t count) {
  std::string digits = fmt::format("{}", count);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (count < 0 ? 1 : 0); at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

std::string times(const std::optional<double>& factor) {
  return factor && std::isfinite(*factor) ? fmt::format("{:.2f}x", *factor) : "-";
}

std::string percent(const std::optional<double>& share) {
  return share && std::isfinite(*share) ? fmt::format("{:.1f}%", 100 * *share) : "-";
}

std::string wrapped(const std::string& text, std::size_t indent, std::size_t width) {
  const std::string margin(indent, ' ');
  std::string lines = margin;
  std::size_t column = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    if (column > 0 && indent + column + 1 + (end - begin) > width) {
      lines += '\n' + margin;
      column = 0;
    } else if (column > 0) {
      lines += ' ';
      ++column;
    }
    lines.append(text, begin, end - begin);
    column += end - begin;
    begin = end + 1;
  }
  return lines + '\n';
}

TextTable::TextTable(std::vector<std::string> header, std::string alignment) : alignment_(std::move(alignment)) {
  row(std::move(header));
}

void TextTable::row(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = shown(cell);
  rows_.push_back(std::move(cells));
}

void TextTable::rule() { rows_.emplace_back(); }

std::vector<std::size_t> TextTable::widths() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& cells : rows_)
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  return widths;
}

std::size_t TextTable::width() const {
  std::size_t width = kGap * (rows_.front().size() - 1);
  for (const std::size_t column : widths()) width += column;
  return width;
}

std::string TextTable::text() const {
  const std::vector<std::size_t> columns = widths();
  std::string text;
  for (const auto& cells : rows_) {
    std::string line = cells.empty() ? std::string(width(), '-') : "";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line += std::string(kGap, ' ');
      line += alignment_.at(i) == 'l' ? fmt::format("{:<{}}", cells[i], columns[i])
                                      : fmt::format("{:>{}}", cells[i], columns[i]);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string TextTable::markdown() const {
  const auto line = [&](const auto& cell) {
    std::string text = "|";
    for (std::size_t i = 0; i < alignment_.size(); ++i) text += fmt::format(" {} |", cell(i));
    return text + "\n";
  };
  std::string text = line([&](std::size_t i) { return escaped(rows_.front()[i], "|*_`\\<"); }) +
                     line([&](std::size_t i) { return alignment_[i] == 'l' ? ":--" : "--:"; });
  for (std::size_t row = 1; row < rows_.size(); ++row)
    if (!rows_[row].empty()) text += line([&](std::size_t i) { return escaped(rows_[row][i], "|*_`\\<"); });
  return text;
}

std::string TextTable::latex() const {
  std::string text = fmt::format("\\begin{{tabular}}{{{}}}\n\\toprule\n", alignment_);
  bool ruled = true;
  for (const auto& cells : rows_) {
    if (cells.empty()) {
      if (!std::exchange(ruled, true)) text += "\\midrule\n";
      continue;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : " & ") + escaped(cells[i], "&%$#_{}");
    text += " \\\\\n";
    ruled = false;
  }
  return text + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace skipgrid::sim
