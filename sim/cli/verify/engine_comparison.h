// Holds the two engines to each other, to the closed form and to the plain triple loop, one product after another.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "sim/cli/gemm/product.h"

namespace skipgrid::cli {

class EngineComparison {
 public:
  /// Runs the product on both engines and keeps what they disagree about.
  void compare(const sim::ArrayConfig& array, const Product& product, const ProductValues& values);
  /// The same for runs that were made elsewhere; `expected` is what the plain triple loop computes.
  void judge(const sim::ArrayConfig& array, const Product& product, const ProductRun& pe, const ProductRun& tile,
             const std::vector<float>& expected);

  /// What was found so far, for another comparison to add(), which may be in another process.
  std::string findings() const;
  void add(const std::string& findings);

  bool agreed() const;
  /// One line for each thing compared.
  std::string report() const;

 private:
  struct Check {
    std::string what;
    int agreed = 0, disagreed = 0;
    std::string first = "";  ///< the first disagreement
  };
  static void note(Check& check, const std::string& difference, const std::string& where);

  std::array<Check, 7> checks_{{{"cycles of pe and of tile"},
                                {"cycles of pe and the closed form"},
                                {"busy PE-cycles of pe and of tile"},
                                {"busy PE-cycles and kept multiply-accumulates"},
                                {"tiles and used PEs of pe and of tile"},
                                {"result bits of pe and the plain triple loop"},
                                {"result bits of tile and the plain triple loop"}}};
};

}  // namespace skipgrid::cli
