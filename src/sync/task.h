#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace holdall::sync {

// What runs in steps between which it waits for answers that come through callbacks: a coroutine.
// It begins at once and runs to its first wait. Who destroys the task destroys it where it waits,
// and an answer that comes after that is dropped. Its T is taken by `co_await`, once.
template <class T>
class [[nodiscard]] Task {
 public:
  struct Promise {
    // Back to whoever waits for this task, if somebody does already.
    struct End {
      [[nodiscard]] bool await_ready() const noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept {
        const std::coroutine_handle<> next = self.promise().waiter;
        return next ? next : std::noop_coroutine();
      }
      void await_resume() const noexcept {}
    };

    Task get_return_object() { return Task(std::coroutine_handle<Promise>::from_promise(*this)); }
    [[nodiscard]] std::suspend_never initial_suspend() const noexcept { return {}; }
    [[nodiscard]] End final_suspend() const noexcept { return {}; }
    void return_value(T result) { value.emplace(std::move(result)); }
    // Errors are values: what gets here is memory that ran out where nobody can say so.
    void unhandled_exception() const noexcept { std::terminate(); }

    std::optional<T> value;
    std::coroutine_handle<> waiter;
  };
  using promise_type = Promise;  // NOLINT(readability-identifier-naming): the language's name

  Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (coroutine_) coroutine_.destroy();
  }

  [[nodiscard]] bool finished() const { return coroutine_.done(); }

  [[nodiscard]] bool await_ready() const { return coroutine_.done(); }
  void await_suspend(std::coroutine_handle<> waiter) const { coroutine_.promise().waiter = waiter; }
  T await_resume() const { return std::move(*coroutine_.promise().value); }

 private:
  explicit Task(std::coroutine_handle<Promise> coroutine) : coroutine_(coroutine) {}

  std::coroutine_handle<Promise> coroutine_;
};

// What `begin(done)` answers by calling done(T) once, later and not from within, for co_await.
template <class T, class Begin>
class Answer {
 public:
  explicit Answer(Begin begin) : begin_(std::move(begin)) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter) {
    state_->waiter = waiter;
    begin_([weak = std::weak_ptr<State>(state_)](T value) {
      const std::shared_ptr<State> state = weak.lock();
      if (!state) return;  // nobody waits any more
      state->value.emplace(std::move(value));
      state->waiter.resume();
    });
  }
  T await_resume() { return std::move(*state_->value); }

 private:
  struct State {
    std::coroutine_handle<> waiter;
    std::optional<T> value;
  };

  Begin begin_;
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

template <class T, class Begin>
[[nodiscard]] Answer<T, Begin> answer_of(Begin begin) {
  return Answer<T, Begin>(std::move(begin));
}

}  // namespace holdall::sync
