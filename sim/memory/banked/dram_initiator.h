// The other end of DramTarget's socket: plain calls and callbacks for whoever needs memory.
#pragma once

#include <deque>
#include <functional>
#include <systemc>
#include <vector>

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm>

#include "sim/memory/banked/dram_target.h"

namespace skipgrid::sim {

/// Transactions are taken from a pool: memory is bounded by how many are under way at once.
class DramInitiator : public sc_core::sc_module {
 public:
  using Done = std::function<void()>;

  tlm_utils::simple_initiator_socket<DramInitiator> socket;

  explicit DramInitiator(const sc_core::sc_module_name& name);
  ~DramInitiator() override;

  /// One transaction for all segments. `done` is called in the cycle of its completion, from the target's process, and
  /// may start more. Throws std::logic_error when the target refuses it.
  void start(DramDirection direction, std::vector<DramSegment> segments, Done done);

  std::size_t under_way() const { return pool_.size() - free_.size(); }

 private:
  struct Transaction {
    tlm::tlm_generic_payload payload;
    DramSegments gather;
    Done done;
  };

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay);

  std::deque<Transaction> pool_;
  std::vector<Transaction*> free_;
};

}  // namespace skipgrid::sim
