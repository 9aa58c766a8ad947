// Which of the two forms of SCALE-Sim's topology tables a header row announces.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::traces {

enum class TopologyForm { convolution, gemm };

struct TopologyHeader {
  TopologyForm form = TopologyForm::gemm;
  std::vector<std::string_view> columns;  ///< in the order of the file, as errors name them, Sparsity included
  bool sparsity = false;                  ///< the last column is Sparsity

  /// Cells that a row must have: Sparsity may be left out.
  std::size_t required() const { return columns.size() - (sparsity ? 1 : 0); }
};

/// Capitals, blanks and a plural's s make no difference. `place` names the row in errors. Throws InputError that names
/// the first column that is not as expected.
TopologyHeader parse_topology_header(const std::vector<std::string>& cells, const std::string& place);

}  // namespace skipgrid::traces
