// One piece, longer than most: the turn, its commands and its timers work on the same slots, and reading one without
// the others tells little. The parts that stand by themselves are elsewhere: Backend, RelayPump, PipePool, TimerWheel.
#include "engine.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <limits>
#include <new>
#include <utility>

namespace headrace {
namespace {

constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();
constexpr size_t kColumnsOffset = 16;  // doubles before the columns `received` and `sent`

double to_ms(const timespec& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// Whether accept() failed for this one connection only.
bool concerns_one_connection(int error) {
  return error == ECONNABORTED || error == EINTR || error == EPROTO || error == ENETDOWN || error == ENOPROTOOPT ||
         error == EHOSTDOWN || error == ENONET || error == EHOSTUNREACH || error == EOPNOTSUPP || error == ENETUNREACH ||
         error == EPERM;
}

// Closing says nothing to the peer, or at least nothing that leaves this network.
void go_silent(int fd) {
  constexpr int kOne = 1;
  if (::setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &kOne, sizeof kOne) == 0) return;
  ::setsockopt(fd, SOL_IP, IP_TTL, &kOne, sizeof kOne);
  ::setsockopt(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &kOne, sizeof kOne);
}

bool out_of_descriptors(int error) {
  return error == EMFILE || error == ENFILE;
}

}  // namespace

Engine::Engine(const Options& options)
    : options_(options),
      calls_(options.calls),
      stats_(options.stats),
      backend_(calls_, stats_),
      pipes_(*options.shared, calls_),
      buffers_(options.buffers, options.buffer_bytes),
      pump_(backend_, buffers_, pipes_, board_, stats_, {options.splice, options.strategy}),
      events_(size_t{kEventCapacity} * kEventWords * sizeof(int32_t)),
      commands_(size_t{kCommandCapacity} * kCommandWords * sizeof(int32_t)),
      arena_(kArenaBytes),
      columns_((kColumnsOffset + size_t{2} * slots()) * sizeof(double)),
      slots_memory_(size_t{slots()} * sizeof(Connection)),
      connections_(slots_memory_.as<Connection>()),
      wheel_(slots(), 0) {}

Engine::~Engine() {
  close();
}

Status Engine::open() {
  if (!buffers_.usable() || !events_ || !commands_ || !arena_ || !columns_ || !slots_memory_ || !wheel_.usable()) {
    return Error{ENOMEM, "reserve memory for connections"};
  }
  refresh_clock();
  wheel_.advance(now_ms_, [](uint32_t) { return true; });
  if (auto opened = backend_.open(); !opened) return opened;
  doorbell_ = doorbell_fd(*options_.shared, options_.worker);
  if (doorbell_ < 0) return Error::last("create an eventfd");
  return backend_.watch(doorbell_, kDoorbellKey);
}

Status Engine::watch_driver(int fd) {
  return backend_.watch(fd, kDriverKey);
}

void Engine::refresh_clock() {
  timespec monotonic{};
  timespec real{};
  ::clock_gettime(CLOCK_MONOTONIC, &monotonic);
  ::clock_gettime(CLOCK_REALTIME, &real);
  now_exact_ms_ = to_ms(monotonic);
  now_ms_ = static_cast<uint64_t>(now_exact_ms_);
  clock()[0] = now_exact_ms_;
  clock()[1] = to_ms(real);
}

// --- The turn -------------------------------------------------------------------------------------------------------

uint32_t Engine::turn(int timeout_ms) {
  driver_called_ = false;
  newcomers_ = 0;
  forget_spares(idle_spares());
  const int patience_ms = patience();
  if (timeout_ms < 0 || (patience_ms >= 0 && patience_ms < timeout_ms)) timeout_ms = patience_ms;
  const int count = backend_.wait(timeout_ms);
  refresh_clock();
  collect_ready(count);
  if (gates_opened_) reopen_gates();
  if (accept_resume_ms_ != 0 && accept_resume_ms_ <= now_ms_) resume_accepting();
  if (!inbox_.empty()) empty_inbox();
  accept_ready();
  run_relays();
  run_timers();
  stats_.raise(Stat::kEventRingHighWater, event_count_);
  stats_.set(Stat::kBuffersUsed, buffers_.lent());
  return event_count_;
}

int Engine::patience() const {
  if (event_count_ > 0 || !run_queue_.empty() || !inbox_.empty() || gates_opened_) return 0;
  const int timer = wheel_.next_in(now_ms_);
  if (accept_resume_ms_ == 0) return timer;
  const int accept = accept_resume_ms_ <= now_ms_ ? 0 : static_cast<int>(accept_resume_ms_ - now_ms_);
  return timer < 0 ? accept : std::min(timer, accept);
}

void Engine::collect_ready(int count) {
  for (int i = 0; i < count; ++i) {
    const Ready& ready = backend_.ready(i);
    if (ready.key == kDoorbellKey) {
      answer_doorbell();
    } else if (ready.key == kDriverKey) {
      driver_called_ = true;
    } else if ((ready.key & kListenerKeys) != 0) {
      listeners_[static_cast<uint32_t>(ready.key)].ready = true;
    } else {
      on_ready(ready);
    }
  }
}

void Engine::on_ready(const Ready& ready) {
  const auto slot = static_cast<uint32_t>(ready.key);
  Connection& connection = connections_[slot];
  if (key_of(slot, connection.generation) != ready.key || connection.state == Connection::State::kFree) return;
  if (connection.state == Connection::State::kConnecting) {
    on_connecting(slot, ready);
    return;
  }
  const bool became_writable = Backend::apply(connection.endpoint, ready);
  // The source that waits for this destination runs again by our own doing: no new edge will come for it.
  if (became_writable && !connection.outbox.empty()) enqueue(slot);
  if (became_writable && connection.fed_by >= 0) enqueue(static_cast<uint32_t>(connection.fed_by));
  Relay& relay = connection.relay;
  if (ready.readable) relay.source_has_more();
  const bool waits_to_begin = relay.running() && connections_[relay.destination].state != Connection::State::kOpen;
  if (relay.inspecting || (relay.running() && !waits_to_begin)) {
    if (ready.readable) enqueue(slot);
  } else if (ready.failed || (ready.hung_up && !relay.source_ended())) {
    tell_hangup(slot, ready.failed);
  }
}

// Nobody reads from the slot who would find out.
void Engine::tell_hangup(uint32_t slot, bool failed) {
  Connection& connection = connections_[slot];
  if (connection.hangup_told) return;
  connection.hangup_told = true;
  int error = 0;
  int unread = 0;
  socklen_t size = sizeof error;
  if (failed) ::getsockopt(connection.endpoint.fd, SOL_SOCKET, SO_ERROR, &error, &size);
  ::ioctl(connection.endpoint.fd, FIONREAD, &unread);
  int32_t* event = emit(EventType::kHangup, slot);
  event[3] = error;
  event[4] = unread + static_cast<int32_t>(connection.relay.buffered());
}

void Engine::on_connecting(uint32_t slot, const Ready& ready) {
  Connection& connection = connections_[slot];
  if (ready.failed) {
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(connection.endpoint.fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0) error = errno;
    if (error != 0) {
      connect_failed(slot, {error});
      return;
    }
  } else if (!ready.writable) {
    return;
  }
  connection.state = Connection::State::kOpen;
  connection.connect_by_ms = 0;
  hear(connection);
  Backend::apply(connection.endpoint, ready);
  emit(EventType::kConnected, slot)[3] = static_cast<int32_t>((now_exact_ms_ - connection.connecting_since_ms) * 1e3);
  if (connection.relay.running() || connection.relay.inspecting || !connection.outbox.empty()) enqueue(slot);
  if (connection.fed_by >= 0) {
    const auto feeder = static_cast<uint32_t>(connection.fed_by);
    hear(connections_[feeder]);  // its wait begins now
    enqueue(feeder);
  } else if (connection.shutdown_wanted) {
    shut_for_writing(connection);
  }
}

void Engine::answer_doorbell() {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t read = ::read(doorbell_, &count, sizeof count);
  const uint32_t rings = options_.shared->doorbells[options_.worker].rings.exchange(0, std::memory_order_acq_rel);
  if ((rings & static_cast<uint32_t>(Ring::kGates)) != 0) gates_opened_ = true;
  if ((rings & static_cast<uint32_t>(Ring::kHandover)) != 0) collect_inbox();
  if ((rings & static_cast<uint32_t>(Ring::kWake)) != 0) {
    int32_t* event = emit(EventType::kWake, 0);
    event[2] = 0;
  }
}

void Engine::enqueue(uint32_t slot) {
  Connection& connection = connections_[slot];
  if (connection.queued) return;
  connection.queued = true;
  run_queue_.push_back(slot);
}

int32_t* Engine::emit(EventType type, uint32_t slot) {
  stats_.add(Stat::kEvents);
  int32_t* record = nullptr;
  if (event_count_ < kEventCapacity) {
    record = events_.as<int32_t>() + size_t{event_count_++} * kEventWords;
  } else {
    // Harvesting stops before the ring is full; only commands carried out in the middle of a batch get here.
    overflow_.resize(overflow_.size() + kEventWords);
    record = overflow_.data() + overflow_.size() - kEventWords;
  }
  record[0] = static_cast<int32_t>(type);
  record[1] = static_cast<int32_t>(slot);
  record[2] = static_cast<int32_t>(connections_[slot].generation);
  return record;
}

// --- Accepting ------------------------------------------------------------------------------------------------------

Status Engine::add_listener(uint32_t id, int fd, const std::vector<uint32_t>& gates) {
  if (id >= listeners_.size()) listeners_.resize(size_t{id} + 1);
  if (listeners_[id].present) return Error{EEXIST, "add a listener"};
  Listener listener;
  listener.fd = fd;
  listener.present = true;
  listener.wanted = true;
  for (const uint32_t gate : gates) {
    if (gate >= options_.gate_count) return Error{EINVAL, "add a listener: no such gate"};
    listener.gates.push_back(&options_.gates[gate]);
  }
  if (auto watched = backend_.accept_from(fd, kListenerKeys | id); !watched) return watched;
  listener.watched = true;
  listeners_[id] = std::move(listener);
  publish_listeners();
  return Done{};
}

void Engine::remove_listener(uint32_t id) {
  if (id >= listeners_.size() || !listeners_[id].present) return;
  listeners_[id].present = false;
  publish_listeners();
  update_watch(id);
}

void Engine::pause_listener(uint32_t id) {
  if (id >= listeners_.size()) return;
  listeners_[id].wanted = false;
  publish_listeners();
  update_watch(id);
}

void Engine::resume_listener(uint32_t id) {
  if (id >= listeners_.size()) return;
  listeners_[id].wanted = true;
  publish_listeners();
  update_watch(id);
}

// Brings what the backend watches in line with what the listener's state asks for.
void Engine::update_watch(uint32_t id) {
  Listener& listener = listeners_[id];
  const bool watch = listener.present && listener.wanted && !listener.full && listener.resume_ms == 0;
  if (watch == listener.watched) return;
  if (watch) {
    listener.watched = static_cast<bool>(backend_.accept_from(listener.fd, kListenerKeys | id));
  } else {
    backend_.stop_accepting(listener.fd);
    listener.watched = false;
    listener.ready = false;
  }
}

void Engine::reopen_gates() {
  gates_opened_ = false;
  for (uint32_t id = 0; id < listeners_.size(); ++id) {
    if (!listeners_[id].full) continue;
    listeners_[id].full = false;
    update_watch(id);
    listeners_[id].ready = listeners_[id].watched;  // look at once: the wait may be over without an event
  }
}

void Engine::resume_accepting() {
  accept_resume_ms_ = 0;
  for (uint32_t id = 0; id < listeners_.size(); ++id) {
    Listener& listener = listeners_[id];
    if (listener.resume_ms == 0) continue;
    if (listener.resume_ms > now_ms_) {
      accept_resume_ms_ = accept_resume_ms_ == 0 ? listener.resume_ms : std::min(accept_resume_ms_, listener.resume_ms);
      continue;
    }
    listener.resume_ms = 0;
    update_watch(id);
    listener.ready = listener.watched;
  }
}

// A descriptor came back: the listeners that paused for want of one need not wait their time out.
void Engine::resume_early() {
  accept_resume_ms_ = now_ms_;
  for (Listener& listener : listeners_) listener.resume_ms = std::min(listener.resume_ms, now_ms_);
}

void Engine::accept_ready() {
  for (uint32_t id = 0; id < listeners_.size(); ++id) {
    Listener& listener = listeners_[id];
    if (!listener.ready) continue;
    listener.ready = false;
    for (uint32_t accepted = 0; accepted < kAcceptsPerTurn && room_for_events(); ++accepted) {
      if (!accept_one(id, listener)) break;
    }
  }
}

// false: nothing more can be accepted from this listener now.
bool Engine::accept_one(uint32_t id, Listener& listener) {
  const bool slot_free = !free_inbound_.empty() || touched_inbound_ < options_.inbound_slots;
  size_t entered = 0;
  while (slot_free && entered < listener.gates.size() && enter(*listener.gates[entered])) ++entered;
  const auto step_back = [&] {
    for (size_t i = 0; i < entered; ++i) leave(*listener.gates[i], *options_.shared);
  };
  if (!slot_free || entered < listener.gates.size()) {
    listener.full = true;
    update_watch(id);
    step_back();
    return false;
  }
  if (!keep_spare()) {
    const int error = errno;
    step_back();
    pollfd waiting{listener.fd, POLLIN, 0};
    if (::poll(&waiting, 1, 0) == 1) pause_for_descriptors(id, listener, error);
    return false;
  }
  SocketAddress peer;
  const auto accept = [&] {
    return UniqueFd(::accept4(listener.fd, peer.buffer(), peer.length_pointer(), SOCK_NONBLOCK | SOCK_CLOEXEC));
  };
  UniqueFd fd = accept();
  if (!fd && out_of_descriptors(errno) && spares_.size() > newcomers_ + 1) {
    forget_spares(newcomers_ + 1);
    fd = accept();
  }
  if (!fd) {
    const int error = errno;
    step_back();
    if (error == EAGAIN || error == EWOULDBLOCK) return false;
    if (concerns_one_connection(error)) return true;
    pause_for_descriptors(id, listener, error);
    return false;
  }
  stats_.add(Stat::kAccepted);
  const int other = less_loaded_worker();
  if (other >= 0 && hand_over(*options_.shared, other, {fd.get(), id, spares_.back().get()})) {
    stats_.add(Stat::kHandedOver);
    fd.release();
    spares_.back().release();
    spares_.pop_back();
    return true;
  }
  own_doorbell().load.fetch_add(1, std::memory_order_relaxed);
  welcome(std::move(fd), id, peer);
  return true;
}

// One descriptor in reserve for each client that is let in: when the others have been taken, whoever took them must be
// able to go on to a server. false: there is none; errno says why.
bool Engine::keep_spare() {
  while (spares_.size() <= newcomers_) {
    UniqueFd spare(::fcntl(doorbell_, F_DUPFD_CLOEXEC, 0));
    if (!spare) return false;
    spares_.push_back(std::move(spare));
  }
  return true;
}

void Engine::forget_spares(size_t kept) {
  if (spares_.size() > kept) spares_.resize(kept);
}

// Gives an accepted connection a slot, which must be free, and tells of it.
void Engine::welcome(UniqueFd fd, uint32_t listener, const SocketAddress& peer) {
  ++newcomers_;
  uint32_t slot = 0;
  if (!free_inbound_.empty()) {
    slot = free_inbound_.back();
    free_inbound_.pop_back();
  } else {
    slot = touched_inbound_++;
  }
  open_slot(slot, fd.release(), Connection::State::kOpen);
  Connection& connection = connections_[slot];
  connection.listener = static_cast<int32_t>(listener);
  connection.endpoint.writable = true;  // a fresh socket always is
  if (!backend_.add(connection.endpoint, key_of(slot, connection.generation))) {
    release(slot, CloseMode::kReset);
    return;
  }
  int32_t* event = emit(EventType::kAccepted, slot);
  event[3] = static_cast<int32_t>(listener);
  event[4] = static_cast<int32_t>(peer.family());
  peer.copy_words(event + 5);
  event[9] = peer.port();
}

// --- Handing over ---------------------------------------------------------------------------------------------------
//
// The kernel tends to wake the same worker for every new connection as long as it is not busy, and long connections stay
// where they were accepted. So whoever accepts looks around and gives the connection to a worker that has clearly fewer.

Doorbell& Engine::own_doorbell() const {
  return options_.shared->doorbells[options_.worker];
}

// The worker with the fewest connections, when it has clearly fewer than this one and knows the same listeners; −1: none.
int Engine::less_loaded_worker() const {
  const Doorbell& own = own_doorbell();
  const uint32_t listeners = own.listeners.load(std::memory_order_relaxed);
  int best = -1;
  int32_t fewest = own.load.load(std::memory_order_relaxed);
  fewest -= 1 + fewest / 16;
  for (int worker = 0; worker < kMaxWorkers; ++worker) {
    const Doorbell& bell = options_.shared->doorbells[worker];
    if (bell.listeners.load(std::memory_order_relaxed) != listeners || &bell == &own) continue;
    const int32_t load = bell.load.load(std::memory_order_relaxed);
    if (load >= fewest) continue;
    fewest = load;
    best = worker;
  }
  return best;
}

void Engine::collect_inbox() {
  const size_t before = inbox_.size();
  while (const auto handover = take_over(*options_.shared, options_.worker)) inbox_.push_back(*handover);
  std::reverse(inbox_.begin() + static_cast<ptrdiff_t>(before), inbox_.end());  // the oldest first
}

void Engine::empty_inbox() {
  size_t done = 0;
  for (; done < inbox_.size() && room_for_events(); ++done) {
    const Handover& handover = inbox_[done];
    UniqueFd fd(handover.fd);
    spares_.emplace_back(handover.spare);
    SocketAddress peer;
    const bool slot_free = !free_inbound_.empty() || touched_inbound_ < options_.inbound_slots;
    const bool known = handover.listener < listeners_.size();
    if (!known || !slot_free || ::getpeername(fd.get(), peer.buffer(), peer.length_pointer()) < 0) {
      refuse(handover.listener);  // it has gone already, or there is no place for it anywhere
      continue;
    }
    welcome(std::move(fd), handover.listener, peer);
  }
  inbox_.erase(inbox_.begin(), inbox_.begin() + static_cast<ptrdiff_t>(done));
}

// Gives back what a connection from this listener holds without ever having had a slot.
void Engine::refuse(uint32_t listener) {
  own_doorbell().load.fetch_sub(1, std::memory_order_relaxed);
  if (listener >= listeners_.size()) return;
  for (Gate* gate : listeners_[listener].gates) leave(*gate, *options_.shared);
}

// Workers that know different listeners, as for a moment during a reload, hand nothing over to each other.
void Engine::publish_listeners() {
  uint32_t name = 0;
  for (uint32_t id = 0; id < listeners_.size(); ++id) {
    const Listener& listener = listeners_[id];
    if (listener.present && listener.wanted) name = (name ^ (id * 31 + static_cast<uint32_t>(listener.fd) + 1)) * 0x9e3779b1;
  }
  own_doorbell().listeners.store(name, std::memory_order_relaxed);
}

void Engine::pause_for_descriptors(uint32_t id, Listener& listener, int error) {
  stats_.add(Stat::kAcceptPauses);
  listener.resume_ms = now_ms_ + kAcceptPauseMs;
  accept_resume_ms_ = accept_resume_ms_ == 0 ? listener.resume_ms : std::min(accept_resume_ms_, listener.resume_ms);
  update_watch(id);
  int32_t* event = emit(EventType::kAcceptPaused, 0);
  event[2] = 0;
  event[3] = static_cast<int32_t>(id);
  event[4] = error;
}

// --- Slots ----------------------------------------------------------------------------------------------------------

void Engine::open_slot(uint32_t slot, int fd, Connection::State state) {
  Connection& connection = connections_[slot];
  const uint32_t generation = connection.generation == 0 ? 1 : connection.generation;
  new (&connection) Connection{};
  connection.generation = generation;
  connection.endpoint.fd = fd;
  connection.state = state;
  connection.active_ms = now_ms_;
  received()[slot] = 0;
  sent()[slot] = 0;
  stats_.add(inbound(slot) ? Stat::kInboundOpen : Stat::kOutboundOpen);
}

Connection* Engine::find(uint32_t slot, uint32_t generation) const {
  if (slot >= slots()) return nullptr;
  Connection& connection = connections_[slot];
  if (connection.state == Connection::State::kFree || connection.generation != generation) return nullptr;
  return &connection;
}

void Engine::release(uint32_t slot, CloseMode mode) {
  Connection& connection = connections_[slot];
  if (connection.relay.running()) {
    Connection& fed = connections_[connection.relay.destination];
    fed.fed_by = -1;
    if (fed.shutdown_wanted) shut_for_writing(fed);
  }
  pump_.abandon(connection.relay);
  drop_outbox(connection);
  if (connection.fed_by >= 0) {
    Relay& feeder = connections_[connection.fed_by].relay;
    if (feeder.begun) {
      pump_.abandon(feeder);
    } else {
      pump_.rewind(feeder);
    }
  }
  wheel_.cancel(slot);
  if (mode != CloseMode::kFin) {
    if (mode == CloseMode::kSilent) go_silent(connection.endpoint.fd);
    const linger abort{1, 0};
    ::setsockopt(connection.endpoint.fd, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
  } else if (connection.endpoint.readable) {
    drop_unread(connection);
  }
  ::close(connection.endpoint.fd);
  if (connection.listener >= 0) {
    const Listener& listener = listeners_[static_cast<size_t>(connection.listener)];
    for (Gate* gate : listener.gates) leave(*gate, *options_.shared);
  }
  connection.endpoint = Endpoint{};
  connection.state = Connection::State::kFree;
  connection.fed_by = -1;
  ++connection.generation;
  if (inbound(slot)) {
    free_inbound_.push_back(slot);
    stats_.add(Stat::kInboundOpen, -1);
    own_doorbell().load.fetch_sub(1, std::memory_order_relaxed);
    // A listener of ours may wait for a slot or for a descriptor.
    gates_opened_ = gates_opened_ || free_inbound_.size() == 1;
  } else {
    stats_.add(Stat::kOutboundOpen, -1);
  }
  if (accept_resume_ms_ != 0) resume_early();
  feed_starved();
}

// close() on a socket with unread data sends a reset, which may overtake what was sent before it.
void Engine::drop_unread(Connection& connection) {
  uint8_t scratch[16384];
  for (int reads = 0; reads < 16; ++reads) {
    if (backend_.receive(connection.endpoint, scratch, sizeof scratch).kind != IoResult::Kind::kMoved) return;
  }
}

Result<SocketAddress> Engine::local_address(uint32_t slot, uint32_t generation) const {
  const Connection* connection = find(slot, generation);
  if (connection == nullptr) return Error{ESTALE, "read the local address"};
  return SocketAddress::local_of(connection->endpoint.fd);
}

bool Engine::read_address(uint32_t slot, uint32_t generation, WhichAddress which) {
  const Connection* connection = find(slot, generation);
  if (connection == nullptr) return false;
  const int fd = connection->endpoint.fd;
  auto address = which == WhichAddress::kPeer ? SocketAddress::peer_of(fd)
                 : inbound(slot)              ? SocketAddress::destination_of(fd)
                                              : SocketAddress::local_of(fd);
  if (!address) return false;
  int32_t* words = control() + static_cast<int>(ControlWord::kAddress);
  words[0] = static_cast<int32_t>(address->family());
  address->copy_words(words + 1);
  words[5] = address->port();
  return true;
}

int Engine::descriptor(uint32_t slot, uint32_t generation) const {
  const Connection* connection = find(slot, generation);
  return connection == nullptr ? -1 : connection->endpoint.fd;
}

// --- Relays ---------------------------------------------------------------------------------------------------------

void Engine::run_relays() {
  running_.swap(run_queue_);
  size_t done = 0;
  for (; done < running_.size() && room_for_events(); ++done) {
    const uint32_t slot = running_[done];
    connections_[slot].queued = false;
    run_slot(slot);
  }
  run_queue_.insert(run_queue_.begin(), running_.begin() + static_cast<ptrdiff_t>(done), running_.end());
  running_.clear();
}

void Engine::run_slot(uint32_t slot) {
  const Connection& connection = connections_[slot];
  if (connection.state != Connection::State::kOpen) return;
  if (!connection.outbox.empty()) empty_outbox(slot);
  if (connection.relay.inspecting) {
    take_in(slot);
  } else {
    run_relay(slot);
  }
}

// Shows TypeScript what has come, once there is more than it knows of.
void Engine::take_in(uint32_t slot) {
  Connection& connection = connections_[slot];
  Relay& relay = connection.relay;
  const bool was_starved = relay.starved;
  const IntakeProgress progress = pump_.take_in(relay, connection.endpoint);
  if (progress.taken > 0) {
    received()[slot] += static_cast<double>(progress.taken);
    connection.active_ms = now_ms_;
  }
  if (relay.starved && !was_starved) starved_.push_back(slot);
  if (progress.waiting) return;
  relay.inspecting = false;
  int32_t* event = emit(EventType::kData, slot);
  event[3] = relay.buffer;
  event[4] = static_cast<int32_t>(relay.buffer_begin);
  event[5] = static_cast<int32_t>(relay.buffer_end);
  event[6] = static_cast<int32_t>(progress.kind);
  event[7] = progress.error;
}

// false: something waits still, or the slot failed.
bool Engine::empty_outbox(uint32_t slot) {
  Connection& connection = connections_[slot];
  Outbox& outbox = connection.outbox;
  while (outbox.begin < outbox.end) {
    const IoResult sent =
        backend_.send(connection.endpoint, buffers_.at(outbox.buffer) + outbox.begin, outbox.end - outbox.begin);
    if (sent.kind == IoResult::Kind::kPending) return false;
    if (sent.kind == IoResult::Kind::kFailed) {
      send_failed(slot, sent.error);
      return false;
    }
    outbox.begin += static_cast<uint32_t>(sent.bytes);
  }
  connection.active_ms = now_ms_;
  drop_outbox(connection);
  feed_starved();
  if (connection.fed_by >= 0) {
    enqueue(static_cast<uint32_t>(connection.fed_by));
  } else if (connection.shutdown_wanted) {
    shut_for_writing(connection);
  }
  return true;
}

void Engine::run_relay(uint32_t slot) {
  Connection& source = connections_[slot];
  Relay& relay = source.relay;
  if (!relay.running()) return;
  const auto to = static_cast<uint32_t>(relay.destination);
  Connection& destination = connections_[to];
  if (destination.state != Connection::State::kOpen) return;  // begins when it is connected
  if (!destination.outbox.empty() && !empty_outbox(to)) {
    if (!std::exchange(relay.blocked, true)) destination.active_ms = now_ms_;
    plan_visit(to);
    return;
  }
  const bool was_blocked = relay.blocked;
  const bool was_starved = relay.starved;  // in the list already
  const bool held_buffer = relay.buffer >= 0;
  const RelayProgress progress = pump_.round(relay, source.endpoint, destination.endpoint);
  if (progress.taken > 0) {
    received()[slot] += static_cast<double>(progress.taken);
    hear(source);
  }
  if (progress.delivered > 0) {
    sent()[to] += static_cast<double>(progress.delivered);
    destination.active_ms = now_ms_;
  }
  if (held_buffer && relay.buffer < 0) feed_starved();
  switch (progress.outcome) {
    case RelayOutcome::kWaiting:
      if (relay.starved && !was_starved) starved_.push_back(slot);
      if (relay.blocked && !was_blocked) destination.active_ms = now_ms_;
      if (was_blocked && !relay.blocked) hear(source);
      plan_visit(relay.blocked ? to : slot);
      return;
    case RelayOutcome::kAgain:
      enqueue(slot);
      return;
    case RelayOutcome::kEof:
      finish_at_eof(slot);
      return;
    case RelayOutcome::kLimit: {
      const bool silently = relay.ends_silently;
      end_relay(slot);
      if (!silently) emit(EventType::kRelayDone, slot)[3] = static_cast<int32_t>(RelayEnd::kLimit);
      return;
    }
    case RelayOutcome::kSourceFailed:
    case RelayOutcome::kDestinationFailed: {
      end_relay(slot);
      int32_t* event = emit(EventType::kRelayError, slot);
      event[3] = progress.outcome == RelayOutcome::kSourceFailed ? 0 : 1;
      event[4] = progress.error;
      return;
    }
  }
}

// The relay is over; what it still holds is given back.
void Engine::end_relay(uint32_t slot) {
  Relay& relay = connections_[slot].relay;
  const auto to = static_cast<uint32_t>(relay.destination);
  const bool source_ended = relay.at_eof || relay.source_error != 0;
  pump_.finish(relay);
  relay.state = Relay::State::kDone;
  relay.at_eof = source_ended;
  Connection& destination = connections_[to];
  destination.fed_by = -1;
  if (destination.shutdown_wanted) shut_for_writing(destination);
  feed_starved();  // it may have given a buffer back
}

void Engine::finish_at_eof(uint32_t slot) {
  Connection& source = connections_[slot];
  const Relay& relay = source.relay;
  source.endpoint.readable = false;
  Connection& destination = connections_[relay.destination];
  // When the way back has ended too, both sockets are about to be closed, which says the same.
  if (relay.shutdown_at_eof && !destination.relay.source_ended()) destination.shutdown_wanted = true;
  const bool silently = relay.ends_silently;
  end_relay(slot);
  if (!silently) emit(EventType::kRelayDone, slot)[3] = static_cast<int32_t>(RelayEnd::kEof);
}

void Engine::shut_for_writing(Connection& connection) {
  // What still connects is shut down when it is connected.
  connection.shutdown_wanted = connection.state == Connection::State::kConnecting;
  if (connection.shut_for_writing || connection.state != Connection::State::kOpen) return;
  if (!connection.outbox.empty()) {
    connection.shutdown_wanted = true;
    return;
  }
  connection.shut_for_writing = true;
  ::shutdown(connection.endpoint.fd, SHUT_WR);
}

// Relays that found no buffer try again when one may have come back.
void Engine::feed_starved() {
  if (starved_.empty()) return;
  for (const uint32_t slot : starved_) {
    Relay& relay = connections_[slot].relay;
    if (relay.starved) enqueue(slot);
    relay.starved = false;
  }
  starved_.clear();
}

// --- Timers ---------------------------------------------------------------------------------------------------------

// It has said something, or a wait for it begins.
void Engine::hear(Connection& connection) {
  connection.active_ms = now_ms_;
  connection.relay.heard_ms = now_ms_;
}

uint64_t Engine::read_deadline(const Connection& connection) const {
  const Relay& relay = connection.relay;
  if (!relay.running() || relay.read_timeout_ms == 0 || relay.blocked) return kNever;
  if (connections_[relay.destination].state != Connection::State::kOpen) return kNever;
  return (relay.independent ? relay.heard_ms : connection.active_ms) + relay.read_timeout_ms;
}

uint64_t Engine::write_deadline(const Connection& connection) const {
  if (connection.fed_by < 0) return kNever;
  const Relay& relay = connections_[connection.fed_by].relay;
  if (!relay.running() || relay.write_timeout_ms == 0 || !relay.blocked) return kNever;
  return connection.active_ms + relay.write_timeout_ms;
}

void Engine::plan_visit(uint32_t slot) {
  const Connection& connection = connections_[slot];
  uint64_t due = std::min(read_deadline(connection), write_deadline(connection));
  if (connection.alarm_ms != 0) due = std::min(due, connection.alarm_ms);
  if (connection.connect_by_ms != 0) due = std::min(due, connection.connect_by_ms);
  if (due != kNever) wheel_.visit_by(slot, due);
}

void Engine::run_timers() {
  wheel_.advance(now_ms_, [this](uint32_t slot) {
    visit(slot);
    return room_for_events();
  });
}

void Engine::visit(uint32_t slot) {
  Connection& connection = connections_[slot];
  if (connection.state == Connection::State::kFree) return;
  if (connection.connect_by_ms != 0 && connection.connect_by_ms <= now_ms_) {
    connect_failed(slot, {ETIMEDOUT});
    return;
  }
  if (connection.alarm_ms != 0 && connection.alarm_ms <= now_ms_) {
    connection.alarm_ms = 0;
    emit(EventType::kTimeout, slot)[3] = static_cast<int32_t>(TimerKind::kAlarm);
  }
  if (read_deadline(connection) <= now_ms_) {
    connection.relay.read_timeout_ms = 0;  // told once
    emit(EventType::kTimeout, slot)[3] = static_cast<int32_t>(TimerKind::kRead);
  }
  if (write_deadline(connection) <= now_ms_) {
    connections_[connection.fed_by].relay.write_timeout_ms = 0;
    emit(EventType::kTimeout, slot)[3] = static_cast<int32_t>(TimerKind::kWrite);
  }
  plan_visit(slot);
}

// --- Commands -------------------------------------------------------------------------------------------------------

void Engine::execute(uint32_t handled) {
  int32_t* ring = events_.as<int32_t>();
  event_count_ -= handled;
  std::memmove(ring, ring + size_t{handled} * kEventWords, size_t{event_count_} * kEventWords * sizeof(int32_t));
  const auto spilled = static_cast<uint32_t>(overflow_.size() / kEventWords);
  const uint32_t back = std::min(spilled, kEventCapacity - event_count_);
  if (back > 0) {
    std::memcpy(ring + size_t{event_count_} * kEventWords, overflow_.data(), size_t{back} * kEventWords * sizeof(int32_t));
    overflow_.erase(overflow_.begin(), overflow_.begin() + static_cast<ptrdiff_t>(size_t{back} * kEventWords));
    event_count_ += back;
  }
  flush();
}

void Engine::flush() {
  int32_t& count_word = control()[static_cast<int>(ControlWord::kCommandCount)];
  const auto count = std::min(static_cast<uint32_t>(count_word), kCommandCapacity);
  stats_.add(Stat::kCommands, count);
  stats_.raise(Stat::kCommandRingHighWater, count);
  const int32_t* command = commands_.as<int32_t>();
  for (uint32_t i = 0; i < count; ++i, command += kCommandWords) carry_out(command);
  count_word = 0;
  control()[static_cast<int>(ControlWord::kArenaUsed)] = 0;
}

void Engine::carry_out(const int32_t* command) {
  const auto type = static_cast<CommandType>(command[0]);
  const auto slot = static_cast<uint32_t>(command[1]);
  const auto generation = static_cast<uint32_t>(command[2]);
  if (type == CommandType::kLog) {
    log(slot, static_cast<uint32_t>(command[3]), static_cast<uint32_t>(command[4]));
    return;
  }
  if (type == CommandType::kConnect) {
    connect(slot, generation, command);
    return;
  }
  Connection* connection = find(slot, generation);
  if (connection == nullptr) {
    stats_.add(Stat::kStaleCommands);
    return;
  }
  switch (type) {
    case CommandType::kRelay:
      start_relay(slot, command);
      return;
    case CommandType::kInspect:
      inspect(slot, command);
      return;
    case CommandType::kSend:
      send(slot, command);
      return;
    case CommandType::kOption:
      set_option(connection->endpoint.fd, static_cast<SlotOption>(command[3]), command[4]);
      return;
    case CommandType::kTimeouts:
      set_timeouts(slot, command[3], command[4]);
      return;
    case CommandType::kAlarm:
      connection->alarm_ms = command[3] == 0 ? 0 : now_ms_ + static_cast<uint32_t>(command[3]);
      plan_visit(slot);
      return;
    case CommandType::kShutdown:
      shut_down(slot);
      return;
    case CommandType::kClose:
      release(slot, static_cast<CloseMode>(command[3]));
      return;
    default:
      stats_.add(Stat::kStaleCommands);
  }
}

void Engine::connect(uint32_t slot, uint32_t generation, const int32_t* command) {
  const auto target = static_cast<uint32_t>(command[3]);
  const auto timeout_ms = static_cast<uint32_t>(command[4]);
  if (slot >= slots() || inbound(slot) || target >= targets_.size()) {
    stats_.add(Stat::kStaleCommands);
    return;
  }
  const Connection& old = connections_[slot];
  if (old.state != Connection::State::kFree || std::max(old.generation, 1U) != generation) {
    stats_.add(Stat::kStaleCommands);
    return;
  }
  stats_.add(Stat::kConnects);
  open_slot(slot, -1, Connection::State::kConnecting);
  connections_[slot].connecting_since_ms = now_exact_ms_;
  if (const ConnectFault fault = open_connection(slot, targets_[target], command); fault.error != 0) {
    connect_failed(slot, fault);
    return;
  }
  if (timeout_ms != 0) {
    connections_[slot].connect_by_ms = now_ms_ + timeout_ms;
    wheel_.visit_by(slot, now_ms_ + timeout_ms);
  }
}

Engine::ConnectFault Engine::open_connection(uint32_t slot, Target& target, const int32_t* command) {
  Connection& connection = connections_[slot];
  const bool elsewhere = command[5] != 0;
  const SocketAddress address =
      elsewhere ? SocketAddress::of_words(static_cast<Family>(command[5]), command + 6, static_cast<uint16_t>(command[10]))
                : target.address;
  const auto open = [&] {
    if (target.plain) return ::socket(address.domain(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    auto opened = open_socket(address.domain(), target.options);
    if (!opened) errno = opened.error().code;
    return opened ? opened->release() : -1;
  };
  int fd = open();
  while (fd < 0 && out_of_descriptors(errno) && !spares_.empty()) {
    spares_.pop_back();
    fd = open();
  }
  if (fd < 0) return {errno};
  connection.endpoint.fd = fd;
  connection.endpoint.nagle = address.domain() != AF_UNIX;
  const int flags = command[11];
  const int family = flags >> kConnectFamilyShift & 0xff;
  if (!target.plain || family != 0) {
    const auto port = static_cast<uint16_t>(static_cast<uint32_t>(flags) >> kConnectPortShift);
    const SocketAddress source =
        family != 0 ? SocketAddress::of_words(static_cast<Family>(family), command + 14, port) : target.source;
    if (const ConnectFault fault = prepare_socket(fd, target, address, source); fault.error != 0) return fault;
  }
  if ((command[11] & kConnectMark) != 0) set_option(fd, SlotOption::kMark, command[12]);
  if ((command[11] & kConnectTos) != 0) set_option(fd, SlotOption::kTos, command[13]);
#ifdef TCP_FASTOPEN_CONNECT
  constexpr int kOne = 1;
  if ((flags & kConnectFast) != 0) ::setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &kOne, sizeof kOne);
#endif
  if (::connect(fd, address.get(), address.length()) < 0 && errno != EINPROGRESS) return {errno};
  // Added after connect(): a socket that does not connect yet counts as hung up.
  const auto added = backend_.add(connection.endpoint, key_of(slot, connection.generation));
  return {added ? 0 : added.error().code};
}

// Options and our side's address.
Engine::ConnectFault Engine::prepare_socket(int fd, Target& target, const SocketAddress& address, const SocketAddress& source) {
  if (auto applied = apply(target.options, fd, address.domain()); !applied) return {applied.error().code, true};
  if (auto signed_with = sign(target.options, fd, address); !signed_with) return {signed_with.error().code};
  if (source.length() == 0) return {};
  const auto bind = [&](const SocketAddress& to) { return ::bind(fd, to.get(), to.length()) < 0 ? errno : 0; };
  constexpr int kOne = 1;
  if (source.port() == 0) {
    // The port is chosen when both ends are known, so that one port serves for many servers.
    ::setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &kOne, sizeof kOne);
    return {bind(source), true};
  }
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &kOne, sizeof kOne);
  if (target.first_port == 0) return {bind(source), true};
  SocketAddress next = source;
  for (int tries = target.last_port - target.first_port; tries >= 0; --tries) {
    if (target.next_port < target.first_port || target.next_port > target.last_port) target.next_port = target.first_port;
    next.set_port(target.next_port++);
    const int error = bind(next);
    if (error != EADDRINUSE) return {error, true};
  }
  return {EADDRINUSE, true};
}

int Engine::set_option(int fd, SlotOption option, int value) {
  if (option == SlotOption::kMark) return ::setsockopt(fd, SOL_SOCKET, SO_MARK, &value, sizeof value);
  ::setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &value, sizeof value);
  return ::setsockopt(fd, SOL_IP, IP_TOS, &value, sizeof value);
}

void Engine::connect_failed(uint32_t slot, ConnectFault fault) {
  int32_t* event = emit(EventType::kConnectFailed, slot);
  event[3] = fault.error;
  event[4] = static_cast<int32_t>((now_exact_ms_ - connections_[slot].connecting_since_ms) * 1e3);
  event[5] = fault.own_address ? 1 : 0;
  release(slot, CloseMode::kFin);
}

void Engine::start_relay(uint32_t slot, const int32_t* command) {
  Connection& source = connections_[slot];
  const auto to = static_cast<uint32_t>(command[3]);
  Connection* destination = find(to, static_cast<uint32_t>(command[4]));
  if (destination == nullptr || source.relay.running() || destination->fed_by >= 0) {
    stats_.add(Stat::kStaleCommands);
    return;
  }
  const uint64_t low = static_cast<uint32_t>(command[5]);
  const auto limit = static_cast<int64_t>(static_cast<uint64_t>(static_cast<uint32_t>(command[6])) << 32 | low);
  const int32_t flags = command[7];
  Relay& relay = source.relay;
  received()[slot] -= pump_.drop_inspected(relay, static_cast<uint32_t>(command[15]));
  pump_.rewind(relay);
  relay.state = Relay::State::kRunning;
  relay.destination = static_cast<int32_t>(to);
  relay.remaining = limit < 0 ? Relay::kUntilEof : limit;
  relay.policy = (flags & kRelaySplice) != 0       ? SplicePolicy::kEager
                 : (flags & kRelaySpliceAuto) != 0 ? SplicePolicy::kAuto
                                                   : SplicePolicy::kNever;
  relay.shutdown_at_eof = (flags & kRelayShutdownAtEof) != 0;
  relay.read_timeout_ms = static_cast<uint32_t>(command[8]);
  relay.write_timeout_ms = static_cast<uint32_t>(command[9]);
  std::memcpy(relay.rows, command + 10, sizeof relay.rows);
  relay.direction = command[14] == 0 ? 0 : 1;
  relay.independent = (flags & kRelayIndependent) != 0;
  destination->fed_by = static_cast<int32_t>(slot);
  hear(source);
  // Otherwise it begins when both are connected.
  if (source.state == Connection::State::kOpen && destination->state == Connection::State::kOpen) enqueue(slot);
}

void Engine::set_timeouts(uint32_t slot, int32_t read_ms, int32_t write_ms) {
  Relay& relay = connections_[slot].relay;
  if (!relay.running()) return;
  const auto to = static_cast<uint32_t>(relay.destination);
  // A new timeout runs from now, not from a silence that another one was meant for.
  if (read_ms >= 0) {
    relay.read_timeout_ms = static_cast<uint32_t>(read_ms);
    hear(connections_[slot]);
  }
  if (write_ms >= 0) {
    relay.write_timeout_ms = static_cast<uint32_t>(write_ms);
    connections_[to].active_ms = now_ms_;
  }
  plan_visit(slot);
  plan_visit(to);
}

// TypeScript wants to see what comes before it decides.
void Engine::inspect(uint32_t slot, const int32_t* command) {
  Connection& connection = connections_[slot];
  Relay& relay = connection.relay;
  if (relay.running()) {
    stats_.add(Stat::kStaleCommands);
    return;
  }
  received()[slot] -= pump_.drop_inspected(relay, static_cast<uint32_t>(command[3]));
  relay.known = static_cast<uint32_t>(command[4]);
  relay.inspecting = true;
  if (connection.state == Connection::State::kOpen) enqueue(slot);
}

void Engine::send(uint32_t slot, const int32_t* command) {
  Connection& connection = connections_[slot];
  iovec pieces[kSendPieces];
  const auto count = static_cast<uint32_t>(command[3]);
  bool fits = count <= kSendPieces;
  for (uint32_t i = 0; fits && i < count; ++i) {
    const auto buffer = static_cast<uint32_t>(command[4 + 3 * i]);
    const auto offset = static_cast<uint32_t>(command[5 + 3 * i]);
    const auto length = static_cast<uint32_t>(command[6 + 3 * i]);
    const bool in_arena = command[4 + 3 * i] < 0;
    const uint32_t room = in_arena ? kArenaBytes : buffers_.bytes();
    fits = (in_arena || buffer < buffers_.count()) && offset <= room && length <= room - offset;
    if (fits) pieces[i] = {(in_arena ? arena_.as<uint8_t>() : buffers_.at(static_cast<int32_t>(buffer))) + offset, length};
  }
  if (!fits) {
    stats_.add(Stat::kStaleCommands);
    return;
  }
  size_t sent = 0;
  if (connection.state == Connection::State::kOpen && connection.outbox.empty()) {
    const IoResult result = backend_.send(connection.endpoint, pieces, count);
    if (result.kind == IoResult::Kind::kFailed) {
      send_failed(slot, result.error);
      return;
    }
    sent = result.bytes;
  }
  Outbox& outbox = connection.outbox;
  for (uint32_t i = 0; i < count; ++i) {
    const size_t skipped = std::min(sent, pieces[i].iov_len);
    sent -= skipped;
    const size_t left = pieces[i].iov_len - skipped;
    if (left == 0) continue;
    if (outbox.empty()) outbox = {buffers_.lend(), 0, 0};
    if (outbox.empty() || left > buffers_.bytes() - outbox.end) {
      send_failed(slot, ENOBUFS);
      return;
    }
    std::memcpy(buffers_.at(outbox.buffer) + outbox.end, static_cast<const uint8_t*>(pieces[i].iov_base) + skipped, left);
    outbox.end += static_cast<uint32_t>(left);
  }
}

void Engine::send_failed(uint32_t slot, int error) {
  drop_outbox(connections_[slot]);
  emit(EventType::kSendFailed, slot)[3] = error;
}

void Engine::drop_outbox(Connection& connection) {
  if (!connection.outbox.empty()) buffers_.give_back(connection.outbox.buffer);
  connection.outbox = Outbox{};
}

// The relay that writes to the slot takes no more and ends once it has delivered what it took.
void Engine::shut_down(uint32_t slot) {
  Connection& connection = connections_[slot];
  if (connection.fed_by < 0) {
    shut_for_writing(connection);
    return;
  }
  connection.shutdown_wanted = true;
  const auto feeder = static_cast<uint32_t>(connection.fed_by);
  connections_[feeder].relay.remaining = 0;
  connections_[feeder].relay.ends_silently = true;
  enqueue(feeder);
}

void Engine::log(uint32_t sink, uint32_t offset, uint32_t length) {
  const bool in_arena = offset <= kArenaBytes && length <= kArenaBytes - offset;
  const bool sent = sink < sinks_.size() && sinks_[sink] && in_arena && sinks_[sink]->send({arena_.as<char>() + offset, length});
  stats_.add(sent ? Stat::kLogsSent : Stat::kLogsDropped);
}

void Engine::set_target(uint32_t id, const SocketAddress& address) {
  Target target;
  target.address = address;
  set_target(id, std::move(target));
}

void Engine::set_target(uint32_t id, Target target) {
  if (id >= targets_.size()) targets_.resize(size_t{id} + 1);
  targets_[id] = std::move(target);
}

void Engine::add_log_sink(uint32_t id, LogSink sink) {
  if (id >= sinks_.size()) sinks_.resize(size_t{id} + 1);
  sinks_[id] = std::move(sink);
}

void Engine::remove_log_sink(uint32_t id) {
  if (id < sinks_.size()) sinks_[id].reset();
}

void Engine::close() {
  if (closed_) return;
  closed_ = true;
  if (!slots_memory_ || !columns_) return;
  for (uint32_t slot = 0; slot < slots(); ++slot) {
    if (connections_[slot].state != Connection::State::kFree) release(slot, CloseMode::kFin);
  }
  for (uint32_t id = 0; id < listeners_.size(); ++id) remove_listener(id);
  collect_inbox();
  for (const Handover& handover : inbox_) {
    UniqueFd(handover.fd).reset();
    UniqueFd(handover.spare).reset();
    refuse(handover.listener);
  }
  inbox_.clear();
  forget_spares(0);
  sinks_.clear();
  backend_.close();
}

}  // namespace headrace
