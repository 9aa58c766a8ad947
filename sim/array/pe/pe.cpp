#include "sim/array/pe/pe.h"

namespace skipgrid::sim {

Pe::Pe(sc_core::sc_module_name name, const ArrayConfig& config, WakeList& wake_list)
    : sc_module(name),
      output_stationary_(mapping_of(config.dataflow).output_stationary()),
      alarm_(wake_list, *this),
      in_flight_(static_cast<std::size_t>(config.multiplier_stages - 1)) {}

void Pe::end_of_elaboration() {
  west_ = west.operator->();
  north_ = north.operator->();
  east_ = east.operator->();
  south_ = south.operator->();
  shift_in_ = shift_in.operator->();
  shift_out_ = shift_out.operator->();
}

void Pe::tick(std::int64_t cycle) {
  shift(cycle);
  const Lane& from_west = west_->at(cycle);
  const Lane& from_north = north_->at(cycle);
  Product product = multiply(from_west, from_north, cycle);
  if (!in_flight_.empty()) product = pipelined(product, cycle);
  const bool arrived = product.due == cycle;
  busy_cycles_ += arrived ? 1 : 0;
  register_moves_ += (from_west.used ? 1 : 0) + (from_north.used ? 1 : 0);

  if (from_west.valid) east_->put(from_west, cycle + 1);
  if (output_stationary_) {
    if (arrived) {
      Register& sum = stationary_[product.flip];
      sum.value += product.value;
      sum.used = true;
    }
    if (from_north.valid) south_->put(from_north, cycle + 1);
  } else if (from_north.valid) {
    // Rows below an edge tile's last have nothing to add: they pass the partial sum on.
    Lane partial_sum = from_north;
    if (arrived) partial_sum.value += product.value;
    south_->put(partial_sum, cycle + 1);
  }
}

void Pe::shift(std::int64_t cycle) {
  const Lane& in = shift_in_->at(cycle);
  if (!in.valid) return;
  Register& stationary = stationary_[in.flip];
  shift_out_->put(Lane{true, stationary.used, in.flip, stationary.value}, cycle + 1);
  stationary = Register{in.value, in.used};
  ++register_moves_;
}

Pe::Product Pe::multiply(const Lane& from_west, const Lane& from_north, std::int64_t cycle) {
  const std::int64_t due = cycle + static_cast<std::int64_t>(in_flight_.size());
  if (output_stationary_) {
    if (!from_west.used || !from_north.used) return Product{};
    return Product{from_west.value * from_north.value, from_west.flip, due};
  }
  const Register& operand = stationary_[from_west.flip];
  if (!from_west.used || !operand.used) return Product{};
  return Product{from_west.value * operand.value, from_west.flip, due};
}

Pe::Product Pe::pipelined(const Product& product, std::int64_t cycle) {
  Product& slot = in_flight_[static_cast<std::size_t>(cycle) % in_flight_.size()];
  const Product out = slot;
  slot = product;
  products_in_flight_ += (product.due >= cycle ? 1 : 0) - (out.due == cycle ? 1 : 0);
  // A product inside the multiplier keeps the PE awake, whatever arrives.
  if (products_in_flight_ > 0) alarm_.ring(cycle + 1);
  return out;
}

}  // namespace skipgrid::sim
