#include "traces/import/topology_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "traces/input_error.h"
#include "traces/jsonl/json_text.h"

namespace skipgrid::traces {

namespace {

constexpr std::string_view kSparsity = "Sparsity", kBatch = "Batch Size";

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
  for (const char c : name) {
    const bool no_break_space = c == '\xc2' || c == '\xa0';  // its two bytes
    if (c != ' ' && c != '_' && c != '\t' && !no_break_space)
      text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  if (text.size() > 1 && text.back() == 's') text.pop_back();
  return text;
}

/// The first column names the layer, whatever the form and however short: "Layer name", "Layer", "L".
bool names_layer(const std::string& cell) {
  const std::string text = folded(cell);
  return text == "layer" || text == "layername" || text == "l" || text == "name";
}

bool is_column(const Form& form, std::size_t column, const std::vector<std::string>& cells) {
  const std::string given = folded(cells[column]);
  if (given == folded(form.columns[column])) return true;
  const bool width_twice = column == 1 && cells.size() > 2 && folded(cells[2]) == "ifmapwidth" && given == "ifmapwidth";
  return width_twice && form.form == TopologyForm::convolution;
}

/// How many of the form's columns the header has before the first that differs.
std::size_t matching(const Form& form, const std::vector<std::string>& cells) {
  if (cells.empty() || !names_layer(cells.front())) return 0;
  std::size_t count = 1;
  while (count < std::min(form.columns.size(), cells.size()) && is_column(form, count, cells)) ++count;
  return count;
}

std::string listed(const std::vector<std::string_view>& columns) {
  std::string text;
  for (const std::string_view column : columns) text += (text.empty() ? "" : ", ") + std::string(column);
  return text;
}

/// Sparsity and Batch Size, next to the form's columns in any order; whatever comes then is left out.
void read_more_columns(const std::vector<std::string>& cells, TopologyHeader& header) {
  std::size_t column = header.required;
  for (; column < cells.size(); ++column) {
    const std::string name = folded(cells[column]);
    if ((name == "sparsity" || name == "n:m") && !header.sparsity) {
      header.sparsity = column;
      header.columns.push_back(kSparsity);
    } else if ((name == "batch" || name == "batchsize") && !header.batch) {
      header.batch = column;
      header.columns.push_back(kBatch);
    } else {
      break;
    }
  }
  for (; column < cells.size(); ++column)
    if (!cells[column].empty()) header.left_out += (header.left_out.empty() ? "" : ", ") + cells[column];
}

}  // namespace

TopologyHeader parse_topology_header(const std::vector<std::string>& cells, const std::string& place) {
  const Form& form = *std::max_element(forms().begin(), forms().end(), [&](const Form& x, const Form& y) {
    return matching(x, cells) < matching(y, cells);
  });
  const std::size_t matched = matching(form, cells);
  if (matched <= 1)
    throw InputError(place, fmt::format("expected a header row, {} or {}, got {}", listed(forms().front().columns),
                                        listed(forms().back().columns),
                                        quoted_excerpt(cells.front() + (cells.size() > 1 ? ", " + cells[1] : ""))));
  const auto differs = [&](std::size_t column, const std::string& expected) {
    const std::string given = column < cells.size() ? "got " + quoted_excerpt(cells[column]) : "the row ends";
    throw InputError(place, fmt::format("column {} of the header: expected {}, {}", column + 1, expected, given));
  };
  if (matched < form.columns.size()) differs(matched, std::string(form.columns[matched]));

  TopologyHeader header{form.form, form.columns, form.columns.size(), {}, {}, ""};
  read_more_columns(cells, header);
  return header;
}

}  // namespace skipgrid::traces
