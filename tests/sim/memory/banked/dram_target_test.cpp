// The TLM-2.0 target: what an initiator sees is what the model says, at the model's time.
#include <catch2/catch.hpp>
#include <map>

#include "sim/array/simulation.h"
#include "sim/memory/banked/banked_dram.h"
#include "sim/memory/banked/dram_initiator.h"
#include "tests/sim/memory/banked/random_dram.h"
#include "tests/sim/memory/presets.h"

namespace skipgrid::sim {
namespace {

const double kClockPs = 1000;

/// Every burst of it, if it has banks: a test's memories are too small to be calibrated.
std::unique_ptr<DramModel> model_of(const DramConfig& config, int clock_ps) {
  if (config.kind == DramKind::banked) return std::make_unique<BankedDram>(config.banked, clock_ps);
  return make_dram_model(config, clock_ps);
}

/// Sends requests at their times by phases, and notes when each is answered.
class PhasedInitiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<PhasedInitiator> socket;

  SC_HAS_PROCESS(PhasedInitiator);
  PhasedInitiator(const sc_core::sc_module_name& name, const std::vector<TimedRequest>& requests, bool end_later)
      : sc_module(name), socket("socket"), requests_(requests), payloads_(requests.size()), end_later_(end_later) {
    socket.register_nb_transport_bw(this, &PhasedInitiator::nb_transport_bw);
    SC_THREAD(send);
    SC_METHOD(end_response);
    dont_initialize();
    sensitive << response_;
  }
  ~PhasedInitiator() override {
    for (tlm::tlm_generic_payload& payload : payloads_) payload.clear_extension<DramSegments>();
  }

  std::map<std::size_t, std::int64_t> answered;  // in array cycles, by request

 private:
  void send() {
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      const auto [time, direction, segments] = requests_[i];
      wait(sc_core::sc_time(static_cast<double>(time.count()) * kClockPs, sc_core::SC_PS) - sc_core::sc_time_stamp());
      tlm::tlm_generic_payload& payload = payloads_[i];
      payload.set_command(direction == DramDirection::read ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND);
      if (segments.size() == 1) {
        payload.set_address(static_cast<std::uint64_t>(segments[0].address));
        payload.set_data_length(static_cast<unsigned>(segments[0].bytes.count()));
      } else {
        gathers_[i].segments = segments;
        payload.set_extension(&gathers_[i]);
      }
      tlm::tlm_phase phase = tlm::BEGIN_REQ;
      sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
      CHECK(socket->nb_transport_fw(payload, phase, delay) == tlm::TLM_UPDATED);
      CHECK(phase == tlm::END_REQ);
    }
  }

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_core::sc_time&) {
    CHECK(phase == tlm::BEGIN_RESP);
    CHECK(payload.get_response_status() == tlm::TLM_OK_RESPONSE);
    CHECK(open_ == nullptr);
    const auto request = static_cast<std::size_t>(&payload - payloads_.data());
    answered[request] = static_cast<std::int64_t>(sc_core::sc_time_stamp().to_seconds() * 1e12 / kClockPs + 0.5);
    if (!end_later_) return tlm::TLM_COMPLETED;
    open_ = &payload;
    response_.notify(sc_core::SC_ZERO_TIME);
    return tlm::TLM_ACCEPTED;
  }

  void end_response() {
    tlm::tlm_phase phase = tlm::END_RESP;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    tlm::tlm_generic_payload* ended = std::exchange(open_, nullptr);
    CHECK(socket->nb_transport_fw(*ended, phase, delay) == tlm::TLM_COMPLETED);
  }

  const std::vector<TimedRequest>& requests_;
  std::vector<tlm::tlm_generic_payload> payloads_;
  std::map<std::size_t, DramSegments> gathers_;
  const bool end_later_;
  sc_core::sc_event response_;
  tlm::tlm_generic_payload* open_ = nullptr;
};

/// One blocking call after the other.
class BlockingInitiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<BlockingInitiator> socket;

  SC_HAS_PROCESS(BlockingInitiator);
  explicit BlockingInitiator(const sc_core::sc_module_name& name) : sc_module(name), socket("socket") {
    SC_THREAD(send);
  }
  std::vector<double> times_ns;

 private:
  void send() {
    for (const std::uint64_t address : {0, 64, 128}) {
      tlm::tlm_generic_payload payload;
      payload.set_command(tlm::TLM_READ_COMMAND);
      payload.set_address(address);
      payload.set_data_length(64);
      sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
      socket->b_transport(payload, delay);
      wait(delay);
      CHECK(payload.get_response_status() == tlm::TLM_OK_RESPONSE);
      times_ns.push_back(sc_core::sc_time_stamp().to_seconds() * 1e9);
    }
  }
};

std::map<std::size_t, std::int64_t> answers(const DramConfig& config, const std::vector<TimedRequest>& requests,
                                            bool end_later) {
  Simulation simulation;
  const auto model = model_of(config, static_cast<int>(kClockPs));
  DramTarget target("dram", *model, sc_core::sc_time(kClockPs, sc_core::SC_PS));
  PhasedInitiator initiator("initiator", requests, end_later);
  initiator.socket.bind(target.socket);
  sc_core::sc_start();
  return initiator.answered;
}

}  // namespace

TEST_CASE("The target answers each request at the time that the model gives, whichever way responses end") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Generator generator(seed);
    DramConfig config;
    config.kind = static_cast<DramKind>(seed % 3);
    config.bandwidth = {3300, Cycles(25)};
    config.banked = random_banked_config(generator);
    const auto requests = random_requests(generator, config.banked, 40);

    std::map<std::size_t, std::int64_t> expected;
    const auto model = model_of(config, static_cast<int>(kClockPs));
    const auto take = [&](Cycles now) {
      for (const auto& done : model->advance(now)) expected[static_cast<std::size_t>(done.id)] = done.time.count();
    };
    for (const TimedRequest& request : requests) {
      take(request.time);
      model->enqueue(request.time, request.direction, request.segments);
    }
    take(Cycles(std::int64_t{1} << 40));

    CHECK(answers(config, requests, false) == expected);
    CHECK(answers(config, requests, true) == expected);
  }
}

namespace {

/// Asks for the next piece when the one before is there.
class Chain : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Chain);
  Chain(const sc_core::sc_module_name& name, DramInitiator& memory) : sc_module(name), memory_(memory) {
    SC_METHOD(ask);
  }
  std::vector<std::int64_t> times;  // in ticks of 833 ps

 private:
  void ask() {
    const std::int64_t address = static_cast<std::int64_t>(times.size()) * 64;
    memory_.start(DramDirection::read, {{address, Bytes(64)}}, [this] {
      CHECK(memory_.under_way() == 0);
      times.push_back(static_cast<std::int64_t>(sc_core::sc_time_stamp().to_seconds() * 1e12 / 833 + 0.5));
      if (times.size() < 4) ask();
    });
    CHECK(memory_.under_way() == 1);
  }
  DramInitiator& memory_;
};

}  // namespace

TEST_CASE("A callback may ask for more, and a refused request is an error of the caller") {
  Simulation simulation;
  DramConfig config;
  config.kind = DramKind::banked;
  config.banked = one_channel("ddr4-2400", DramMapping::robaracoch);
  config.banked.detail = DramDetail::every_burst;
  const auto model = model_of(config, config.banked.clock_ps);
  DramTarget target("dram", *model, sc_core::sc_time(config.banked.clock_ps, sc_core::SC_PS));
  DramInitiator memory("memory");
  memory.socket.bind(target.socket);
  Chain chain("chain", memory);
  sc_core::sc_start();
  // A miss takes 37 ticks, a hit 21.
  CHECK(chain.times == std::vector<std::int64_t>{37, 58, 79, 100});
  CHECK_THROWS_AS(memory.start(DramDirection::read, {{-64, Bytes(64)}}, [] {}), std::logic_error);
  CHECK(memory.under_way() == 0);
}

TEST_CASE("Blocking calls return when the data are there") {
  Simulation simulation;
  const BankedDramConfig config = one_channel("ddr4-2400", DramMapping::robaracoch);
  DramConfig dram;
  dram.kind = DramKind::banked;
  dram.banked = config;
  dram.banked.detail = DramDetail::every_burst;
  const auto model = model_of(dram, config.clock_ps);
  DramTarget target("dram", *model, sc_core::sc_time(config.clock_ps, sc_core::SC_PS));
  BlockingInitiator initiator("initiator");
  initiator.socket.bind(target.socket);
  sc_core::sc_start();
  // A miss takes 37 ticks, a hit 21.
  REQUIRE(initiator.times_ns.size() == 3);
  CHECK(initiator.times_ns[0] == Approx(37 * 0.833));
  CHECK(initiator.times_ns[1] == Approx(58 * 0.833));
  CHECK(initiator.times_ns[2] == Approx(79 * 0.833));
}

TEST_CASE("What the target cannot serve comes back at once with its reason") {
  Simulation simulation;
  DramConfig config;
  config.kind = DramKind::banked;
  config.banked = one_channel("ddr4-2400", DramMapping::mop4clxor);
  const auto model = model_of(config, 1000);
  DramTarget target("dram", *model, sc_core::sc_time(1, sc_core::SC_NS));
  const std::vector<TimedRequest> none;
  PhasedInitiator initiator("initiator", none, false);
  initiator.socket.bind(target.socket);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);

  const auto status = [&](tlm::tlm_generic_payload& payload, sc_core::sc_time delay = sc_core::SC_ZERO_TIME) {
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    CHECK(initiator.socket->nb_transport_fw(payload, phase, delay) == tlm::TLM_COMPLETED);
    return payload.get_response_status();
  };
  tlm::tlm_generic_payload payload;
  payload.set_data_length(64);
  CHECK(status(payload) == tlm::TLM_COMMAND_ERROR_RESPONSE);
  payload.set_command(tlm::TLM_READ_COMMAND);
  CHECK(status(payload, sc_core::sc_time(1, sc_core::SC_NS)) == tlm::TLM_GENERIC_ERROR_RESPONSE);
  payload.set_address(std::uint64_t{8} << 30);
  CHECK(status(payload) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
  unsigned char enable = 0xFF;
  payload.set_address(0);
  payload.set_byte_enable_ptr(&enable);
  CHECK(status(payload) == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  CHECK(model->statistics() == DramStatistics{});
}

}  // namespace skipgrid::sim
