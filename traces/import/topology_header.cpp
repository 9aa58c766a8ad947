#include "traces/import/topology_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "traces/input_error.h"

namespace skipgrid::traces {

namespace {

constexpr std::string_view kSparsity = "Sparsity";

struct Form {
  TopologyForm form;
  std::vector<std::string_view> columns;
};

/// SCALE-Sim reads one stride for both directions, but writes two.
const std::array<Form, 3>& forms() {
  static const std::array<Form, 3> all{{{TopologyForm::convolution,
                                         {"Layer name", "IFMAP Height", "IFMAP Width", "Filter Height", "Filter Width",
                                          "Channels", "Num Filter", "Strides"}},
                                        {TopologyForm::convolution,
                                         {"Layer name", "IFMAP Height", "IFMAP Width", "Filter Height", "Filter Width",
                                          "Channels", "Num Filter", "Stride Height", "Stride Width"}},
                                        {TopologyForm::gemm, {"Layer", "M", "N", "K"}}}};
  return all;
}

/// "IFMAP Height" -> "ifmapheight", "Num filters" -> "numfilter".
std::string folded(std::string_view name) {
  std::string text;
  for (const char c : name)
    if (c != ' ' && c != '_' && c != '\t') text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (text.size() > 1 && text.back() == 's') text.pop_back();
  return text;
}

/// The first column names the layer, whatever the form and however short: "Layer name", "Layer", "L".
bool names_layer(const std::string& cell) {
  const std::string text = folded(cell);
  return text == "layer" || text == "layername" || text == "l" || text == "name";
}

/// How many of the form's columns the header has before the first that differs.
std::size_t matching(const Form& form, const std::vector<std::string>& cells) {
  if (cells.empty() || !names_layer(cells.front())) return 0;
  std::size_t count = 1;
  while (count < std::min(form.columns.size(), cells.size()) && folded(cells[count]) == folded(form.columns[count]))
    ++count;
  return count;
}

std::string listed(const std::vector<std::string_view>& columns) {
  std::string text;
  for (const std::string_view column : columns) text += (text.empty() ? "" : ", ") + std::string(column);
  return text;
}

}  // namespace

TopologyHeader parse_topology_header(const std::vector<std::string>& cells, const std::string& place) {
  const Form& form = *std::max_element(forms().begin(), forms().end(), [&](const Form& x, const Form& y) {
    return matching(x, cells) < matching(y, cells);
  });
  const std::size_t matched = matching(form, cells);
  if (matched <= 1)
    throw InputError(
        place, fmt::format("expected a header row, {} or {}, got \"{}{}\"", listed(forms().front().columns),
                           listed(forms().back().columns), cells.front(), cells.size() > 1 ? ", " + cells[1] : ""));
  const auto differs = [&](std::size_t column, const std::string& expected) {
    const std::string given = column < cells.size() ? fmt::format("got \"{}\"", cells[column]) : "the row ends";
    throw InputError(place, fmt::format("column {} of the header: expected {}, {}", column + 1, expected, given));
  };
  if (matched < form.columns.size()) differs(matched, std::string(form.columns[matched]));

  TopologyHeader header{form.form, form.columns, false};
  std::size_t end = cells.size();
  while (end > matched && cells[end - 1].empty()) --end;  // trailing commas
  if (end == matched) return header;
  if (const std::string last = folded(cells[matched]); last != "sparsity" && last != "n:m")
    differs(matched, std::string(kSparsity) + " or the end of the row");
  if (end > matched + 1) differs(matched + 1, "the end of the row");
  header.columns.push_back(kSparsity);
  header.sparsity = true;
  return header;
}

}  // namespace skipgrid::traces
