// What a sweep keeps of each point in its table: every variant's total.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/experiment/variant.h"
#include "sim/sweep/directory/sweep_directory.h"

namespace skipgrid::sweep {

/// Nothing where a value has none, energy that is not modelled for one.
using Cell = std::variant<std::monostate, std::int64_t, double>;

struct VariantTotal {
  sim::Variant variant = sim::Variant::structured;
  std::vector<Cell> cells;  ///< in the order of total_columns()
};

/// The fields of stats_csv_header(), then the speedups over kComparedWith.
const std::vector<std::string>& total_columns();
/// Where a field stands in it. Throws std::out_of_range for one that is none.
std::size_t total_column(const std::string& name);

/// The number in a cell; nothing in an empty one.
std::optional<double> number_in(const Cell& cell);

/// Reads results documents, whose layers and phases it passes over: a hundred times as many bytes as the totals.
class TotalsReader {
 public:
  TotalsReader();
  ~TotalsReader();

  /// In the order of the document. Throws std::runtime_error that names its file when it is no results document.
  std::vector<VariantTotal> read(const std::string& path, const std::string& document);

 private:
  class Parser;  // keeps its memory from file to file
  std::unique_ptr<Parser> parser_;
};

}  // namespace skipgrid::sweep
