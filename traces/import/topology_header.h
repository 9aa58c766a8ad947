// Which of the two forms of SCALE-Sim's topology tables a header row announces.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::traces {

enum class TopologyForm { convolution, gemm };

struct TopologyHeader {
  TopologyForm form = TopologyForm::gemm;
  std::vector<std::string_view> columns;       ///< in the order of the file, as errors name them, Sparsity included
  std::size_t required = 0;                    ///< cells that a row must have: Sparsity may be left out
  std::optional<std::size_t> sparsity, batch;  ///< the columns of that name
  std::string left_out;                        ///< what the header calls the columns behind those, for a note
};

/// Capitals, blanks and a plural's s make no difference; IFMAP Width twice is Height and Width, as in tables that were
/// copied from one another. What stands behind the columns of a form, apart from Sparsity and Batch Size, is left out:
/// SCALE-Sim reads by position. `place` names the row in errors. Throws InputError that names
/// the first column that is not as expected.
TopologyHeader parse_topology_header(const std::vector<std::string>& cells, const std::string& place);

}  // namespace skipgrid::traces
