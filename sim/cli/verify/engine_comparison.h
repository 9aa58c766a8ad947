// Holds the two engines to each other, to the closed form and to the plain triple loop, one product after another.
#pragma once

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

  bool agreed() const;
  /// One line for each thing compared.
  std::string report() const;

 private:
  struct Check {
    std::string what;
    int agreed = 0, disagreed = 0;
    std::string first = "";  ///< the first disagreement
  };
  void note(Check& check, const std::string& difference, const std::string& where);

  Check cycles_{"cycles of pe and of tile"};
  Check closed_form_{"cycles of pe and the closed form"};
  Check busy_{"busy PE-cycles of pe and of tile"};
  Check macs_{"busy PE-cycles and kept multiply-accumulates"};
  Check tiles_{"tiles and used PEs of pe and of tile"};
  Check pe_bits_{"result bits of pe and the plain triple loop"};
  Check tile_bits_{"result bits of tile and the plain triple loop"};
};

}  // namespace skipgrid::cli
