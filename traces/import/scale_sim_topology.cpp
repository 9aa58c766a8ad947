#include "traces/import/scale_sim_topology.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "traces/files/csv_reader.h"
#include "traces/import/topology_header.h"
#include "traces/input_error.h"
#include "traces/jsonl/json_text.h"
#include "traces/ops.h"

namespace skipgrid::traces {

namespace {

using Cells = std::vector<std::string>;

bool all_empty(const Cells& cells) {
  for (const std::string& cell : cells)
    if (!cell.empty()) return false;
  return true;
}

/// One data row: its cells by the header's columns.
class Row {
 public:
  Row(const CsvReader& file, const TopologyHeader& header, const Cells& cells)
      : file_(file), header_(header), cells_(cells) {}

  std::int64_t integer(std::size_t column) const {
    return file_.integer(cells_[column], header_.columns[column], 1, kMaxDimension);
  }

  [[noreturn]] void fail(std::string_view column, const std::string& problem) const {
    throw InputError(file_.place(), fmt::format("{}: {}", column, problem));
  }

  /// x y, when it still is a dimension.
  std::int64_t product(std::string_view dimension, std::int64_t x, std::int64_t y) const {
    const std::int64_t size = x * y;  // both are at most kMaxDimension
    if (size > kMaxDimension) fail(dimension, fmt::format("expected at most {}, got {} * {}", kMaxDimension, x, y));
    return size;
  }

  /// 1 where the table has no such column.
  std::int64_t batch() const {
    if (!header_.batch) return 1;
    return *header_.batch < cells_.size() ? integer(*header_.batch) : file_.integer("", "Batch Size", 1, kMaxDimension);
  }

  NmSparsity sparsity() const {
    if (!header_.sparsity || *header_.sparsity >= cells_.size()) return {};
    const std::string& text = cells_[*header_.sparsity];
    if (text.empty()) return {};
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) fail("Sparsity", "expected N:M, as in 2:4, got " + quoted_excerpt(text));
    NmSparsity sparsity;
    sparsity.of = file_.integer(text.substr(colon + 1), "M of Sparsity", 1, kMaxDimension);
    sparsity.kept = file_.integer(text.substr(0, colon), "N of Sparsity", 1, sparsity.of);
    return sparsity;
  }

 private:
  const CsvReader& file_;
  const TopologyHeader& header_;
  const Cells& cells_;
};

/// SCALE-Sim rounds up: a last window that reaches beyond the edge counts.
std::int64_t outputs(const Row& row, const char* direction, std::int64_t ifmap, std::int64_t filter,
                     std::int64_t stride) {
  if (filter > ifmap)
    row.fail(fmt::format("Filter {}", direction),
             fmt::format("expected at most the IFMAP {} of {}, got {}", direction, ifmap, filter));
  return (ifmap - filter + stride - 1) / stride + 1;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// Whether DP stands in a name as a word: letters that go on around it make another one, but for a change of capitals.
bool says_depthwise(const std::string& name) {
  const auto at = [&](std::size_t i) { return i < name.size() ? name[i] : ' '; };
  for (std::size_t i = name.find("DP"); i != std::string::npos; i = name.find("DP", i + 1)) {
    const bool begins = i == 0 || !is_upper(name[i - 1]);
    const bool another = is_upper(at(i + 2)) && is_lower(at(i + 3));
    const bool ends = another || (!is_upper(at(i + 2)) && !is_lower(at(i + 2)));
    if (begins && ends) return true;
  }
  return false;
}

/// "a, b, c and 4 more"
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kShown ? fmt::format("{} and {} more", text, names.size() - kShown) : text;
}

void convolution(const Row& row, bool two_strides, TopologyLayer& layer) {
  const std::int64_t filter_height = row.integer(3), filter_width = row.integer(4);
  const std::int64_t height = outputs(row, "Height", row.integer(1), filter_height, row.integer(7));
  const std::int64_t width = outputs(row, "Width", row.integer(2), filter_width, row.integer(two_strides ? 8 : 7));
  const std::int64_t channels = row.integer(5);
  layer.m = row.product("output pixels", height, width);
  layer.k = row.product("k", filter_height, filter_width);
  layer.n = row.integer(6);
  if (!says_depthwise(layer.name)) {
    layer.k = row.product("k", layer.k, channels);
    return;
  }
  if (channels > kMaxDepthwiseChannels)
    row.fail("Channels", fmt::format("expected at most {} in a depthwise convolution (DP in its name), got {}",
                                     kMaxDepthwiseChannels, channels));
  layer.products = channels;
}

class Reader {
 public:
  Reader(const std::string& path, int batch) : path_(path), batch_(batch), file_(path) {}

  Topology read() {
    Cells cells;
    if (!next(cells)) throw InputError(path_, "expected a header row, the file has none");
    header_ = parse_topology_header(cells, file_.place());
    Topology topology{std::filesystem::path(path_).stem().string(), batch_, {}, {}};
    if (!header_.left_out.empty())
      topology.notes.push_back(fmt::format("{}: left out are the columns {}", file_.place(), header_.left_out));
    while (next(cells)) topology.layers.push_back(layer(cells));
    if (topology.layers.empty()) throw InputError(path_, "expected a layer below the header, got none");
    if (!left_out_.empty())
      topology.notes.push_back(fmt::format("{}: left out is what stands behind the header's columns", left_out_));
    note_depthwise(topology);
    return topology;
  }

 private:
  /// The next row that says something; what a cell with # begins is a comment.
  bool next(Cells& cells) {
    while (file_.next(cells)) {
      for (std::size_t i = 0; i < cells.size(); ++i)
        if (!cells[i].empty() && cells[i].front() == '#') cells.resize(i);
      if (!all_empty(cells)) return true;
    }
    return false;
  }

  void note_depthwise(Topology& topology) const {
    if (header_.form != TopologyForm::convolution) return;
    std::vector<std::string> depthwise, ordinary;
    for (const TopologyLayer& layer : topology.layers) {
      if (layer.name.find("DP") != std::string::npos)
        (says_depthwise(layer.name) ? depthwise : ordinary).push_back(layer.name);
    }
    if (!depthwise.empty())
      topology.notes.push_back(
          fmt::format("{}: depthwise convolutions, as DP in the name says: {}", path_, some_of(depthwise)));
    if (!ordinary.empty())
      topology.notes.push_back(fmt::format("{}: ordinary convolutions, since DP is no word of its own in the name: {}",
                                           path_, some_of(ordinary)));
  }

  TopologyLayer layer(Cells& cells) {
    while (cells.back().empty()) cells.pop_back();  // trailing commas; a row that says something has a cell that is not
    check_count(cells);
    const Row row(file_, header_, cells);
    if (cells.front().empty()) row.fail(header_.columns.front(), "expected a name, got nothing");
    TopologyLayer layer;
    layer.name = unique(cells.front());
    layer.place = file_.place();
    if (header_.form == TopologyForm::gemm) {
      layer.m = row.integer(1), layer.n = row.integer(2), layer.k = row.integer(3);
    } else {
      convolution(row, header_.required == 9, layer);
    }
    layer.m = row.product("m", row.product("m", layer.m, batch_), row.batch());
    if (!valid_shape(layer.m, layer.k, layer.n))
      row.fail("m * k * n", fmt::format("expected at most {}, got {} * {} * {}", kMaxMacs, layer.m, layer.k, layer.n));
    layer.sparsity = row.sparsity();
    if (layer.sparsity.kept < layer.sparsity.of && layer.k > kMaxSparseRows)
      row.fail("k", fmt::format("expected at most {} in a sparse layer, got {}", kMaxSparseRows, layer.k));
    return layer;
  }

  /// What stands behind the header's columns is left out, but for a ratio: that the header lacks Sparsity is a mistake.
  void check_count(Cells& cells) {
    const std::size_t required = header_.required, columns = header_.columns.size();
    const bool ratio = cells.size() > columns && cells[columns].find(':') != std::string::npos;
    if (cells.size() < required || ratio)
      throw InputError(file_.place(), fmt::format("expected {} cells{}, as the header has, got {}", required,
                                                  header_.sparsity ? " or one more" : "", cells.size()));
    if (cells.size() <= columns) return;
    if (left_out_.empty() && header_.left_out.empty()) left_out_ = file_.place();
    cells.resize(columns);
  }

  std::string unique(const std::string& name) {
    std::string candidate = name;
    for (int& count = seen_[name]; !names_.insert(candidate).second;)
      candidate = fmt::format("{}#{}", name, ++count + 1);
    return candidate;
  }

  std::string path_;
  int batch_;
  CsvReader file_;
  TopologyHeader header_;
  std::string left_out_;                       // the first row that has more cells than the header has names
  std::unordered_map<std::string, int> seen_;  // how often a name came again
  std::unordered_set<std::string> names_;
};

}  // namespace

Topology read_scale_sim_topology(const std::string& path, int batch) { return Reader(path, batch).read(); }

}  // namespace skipgrid::traces
