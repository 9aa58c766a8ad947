#include "sim/report/provenance.h"

#include "skipgrid_commit.h"

namespace skipgrid::sim {

const Provenance& provenance() {
  static const Provenance built{"skipgrid", SKIPGRID_VERSION, SKIPGRID_COMMIT, SKIPGRID_COMPILER, SKIPGRID_SYSTEMC};
  return built;
}

}  // namespace skipgrid::sim
