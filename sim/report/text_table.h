// Columns of text, aligned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace skipgrid::sim {

/// "1,234,567"
std::string with_thousands(std::int64_t count);
/// "1.79x", and "-" for nothing and for what is no number: 0 of 0.
std::string times(const std::optional<double>& factor);
/// "93.4%", and "-" likewise.
std::string percent(const std::optional<double>& share);

/// Characters of a line of a report.
inline constexpr std::size_t kTableWidth = 100;

/// Broken between words into lines of at most `width` characters, each indented by `indent` spaces.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t width = kTableWidth);

class TextTable {
 public:
  /// One letter a column says how it is aligned: 'l' left, 'r' right.
  TextTable(std::vector<std::string> header, std::string alignment);
  /// Names may come from files: control characters are shown (traces/shown_text.h).
  void row(std::vector<std::string> cells);
  /// A line between rows.
  void rule();

  /// Characters of a line.
  std::size_t width() const;
  std::string text() const;
  /// For a README or an issue.
  std::string markdown() const;
  /// A tabular with the rules of package booktabs.
  std::string latex() const;

 private:
  std::vector<std::size_t> widths() const;

  std::vector<std::vector<std::string>> rows_;  // an empty row is a rule
  std::string alignment_;
};

}  // namespace skipgrid::sim
