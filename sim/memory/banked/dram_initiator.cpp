#include "sim/memory/banked/dram_initiator.h"

#include <stdexcept>
#include <utility>

namespace skipgrid::sim {

DramInitiator::DramInitiator(const sc_core::sc_module_name& name) : sc_module(name), socket("socket") {
  socket.register_nb_transport_bw(this, &DramInitiator::nb_transport_bw);
}

DramInitiator::~DramInitiator() {
  // The payload would delete what it does not own.
  for (Transaction& transaction : pool_) transaction.payload.clear_extension(&transaction.gather);
}

void DramInitiator::start(DramDirection direction, std::vector<DramSegment> segments, Done done) {
  if (free_.empty()) {
    Transaction& fresh = pool_.emplace_back();
    fresh.payload.set_extension(&fresh.gather);
    free_.push_back(&fresh);
  }
  Transaction& transaction = *free_.back();
  transaction.gather.segments = std::move(segments);
  transaction.payload.set_command(direction == DramDirection::read ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND);
  transaction.payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  if (socket->nb_transport_fw(transaction.payload, phase, delay) == tlm::TLM_COMPLETED)
    throw std::logic_error("the memory refuses a request: " + transaction.payload.get_response_string());
  transaction.done = std::move(done);
  free_.pop_back();
}

tlm::tlm_sync_enum DramInitiator::nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                  sc_core::sc_time&) {
  if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
  for (Transaction& transaction : pool_) {
    if (&transaction.payload != &payload) continue;
    const Done done = std::move(transaction.done);
    free_.push_back(&transaction);
    done();
    break;
  }
  return tlm::TLM_COMPLETED;
}

}  // namespace skipgrid::sim
