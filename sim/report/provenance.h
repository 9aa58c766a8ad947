// Which program computed a result. No time and no machine: the same input gives the same bytes.
#pragma once

#include <string>

namespace skipgrid::sim {

struct Provenance {
  std::string program, version;
  std::string commit;  ///< of the sources, with "-dirty" when they were changed; "unknown" outside a git checkout
  std::string compiler, systemc;
};

const Provenance& provenance();

}  // namespace skipgrid::sim
