// What a sweep keeps of each point in its table: every variant's total.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/cli/sweep/sweep_directory.h"
#include "traces/json_tape.h"

namespace skipgrid::cli::sweep {

/// Nothing where a value has none, energy that is not modelled for one.
using Cell = std::variant<std::monostate, std::int64_t, double>;

struct VariantTotal {
  std::string variant;
  std::vector<Cell> cells;  ///< in the order of total_columns()
};

/// The fields of stats_csv_header().
const std::vector<std::string>& total_columns();
/// Where a field stands in it. Throws std::out_of_range for one that is none.
std::size_t total_column(const std::string& name);

/// The number in a cell; nothing in an empty one.
std::optional<double> number_in(const Cell& cell);

/// Reads results documents, one after another, into the same memory.
class TotalsReader {
 public:
  /// Throws std::runtime_error that names the file when it is not what was written.
  const std::vector<VariantTotal>& read(const SweepDirectory& directory, std::uint64_t id);

 private:
  void read_variant(std::uint32_t at);
  void read_cells(std::uint32_t at, std::vector<Cell>& cells) const;

  traces::JsonTape tape_;
  std::vector<VariantTotal> totals_;
};

}  // namespace skipgrid::cli::sweep
