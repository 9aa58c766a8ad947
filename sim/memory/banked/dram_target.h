// A memory as a TLM-2.0 target, so that anything with an initiator socket can be put in front of it.
#pragma once

#include <cstdint>
#include <deque>
#include <systemc>
#include <unordered_map>
#include <vector>

#include <tlm_utils/simple_target_socket.h>
#include <tlm>

#include "sim/memory/dram_model.h"

namespace skipgrid::sim {

/// Rides on a payload and takes the place of its address and length: a gather as one transaction.
struct DramSegments : tlm::tlm_extension<DramSegments> {
  std::vector<DramSegment> segments;
  tlm::tlm_extension_base* clone() const override;
  void copy_from(const tlm::tlm_extension_base& other) override;
};

/// Approximately timed, base protocol, timing only: the data pointer is never looked at, so it may be null.
/// - BEGIN_REQ: any number may be under way. Accepted at once: TLM_UPDATED, END_REQ. The request begins with the first
/// array cycle at or after now; its annotated delay must be zero.
/// - BEGIN_RESP: at the start of the array cycle in which all data are there (read) or have left (write), in the order
/// of service. It may be answered with TLM_COMPLETED, or ended later with END_RESP, which holds up the next.
///
/// What cannot be served (no read or write, byte enables, an address outside the memory, a delay) comes back at once:
/// TLM_COMPLETED with an error status. Blocking calls (LT) work too: the socket turns them into these.
class DramTarget : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<DramTarget> socket;

  SC_HAS_PROCESS(DramTarget);
  /// Cycles of `model` last `array_clock`; `model` must outlive the target.
  DramTarget(const sc_core::sc_module_name& name, DramModel& model, sc_core::sc_time array_clock);

 private:
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay);
  tlm::tlm_sync_enum begin_request(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                   const sc_core::sc_time& delay);
  /// Passes on what is done by now.
  void serve();
  void respond();
  void wake_at_next_event();

  DramModel& model_;
  const sc_core::sc_time array_clock_;
  sc_core::sc_event wake_, response_ended_;
  std::unordered_map<std::int64_t, tlm::tlm_generic_payload*> under_way_;
  std::deque<tlm::tlm_generic_payload*> responses_;
  bool response_open_ = false;
};

}  // namespace skipgrid::sim
