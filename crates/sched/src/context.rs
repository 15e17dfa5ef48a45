//! A context value of a thread, which is inherited by the threads that it starts.
//!
//! Two runs in one process work on different threads, and each has its own value: it is set for a
//! thread by [`Context::enter`], and every thread that this crate starts has the context of the
//! thread that started it. It is for data that must be complete, such as the record of a run's file
//! accesses: a function without the recorder as a parameter would leave a gap.
//! Counterpart: context.Context, which cmd/go passes as a parameter.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::guard::inherit_guard;
use crate::meter::inherit_meter;

thread_local! {
    static CURRENT: RefCell<Context> = const { RefCell::new(Context(None)) };
}

/// A value of any type, or an empty context.
#[derive(Clone, Debug, Default)]
pub struct Context(Option<Arc<dyn Any + Send + Sync>>);

/// A context that a thread has entered. When this is dropped, the thread's previous context is
/// restored; it cannot be sent to another thread.
#[derive(Debug)]
pub struct Entered {
    before: Context,
    thread: PhantomData<*const ()>,
}

impl Context {
    /// Returns a context with a value.
    pub fn new(value: impl Any + Send + Sync) -> Self {
        Self(Some(Arc::new(value)))
    }

    /// Returns the context of this thread.
    fn current() -> Self {
        CURRENT.with_borrow(Self::clone)
    }

    /// Makes this the context of the thread, until the result is dropped.
    pub fn enter(self) -> Entered {
        Entered {
            before: CURRENT.replace(self),
            thread: PhantomData,
        }
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(std::mem::take(&mut self.before));
    }
}

/// Calls a function with the value of this thread's context, if it is a `T`. The function must not
/// enter another context.
pub fn with_context<T: 'static, R>(call: impl FnOnce(Option<&T>) -> R) -> R {
    CURRENT.with_borrow(|current| {
        let value = current.0.as_deref();
        call(value.and_then(|value| value.downcast_ref()))
    })
}

/// Returns `task` for another thread, which will run it in the context of the calling thread.
pub(crate) fn inherit<R>(task: impl FnOnce() -> R) -> impl FnOnce() -> R {
    let context = Context::current();
    move || {
        let _entered = context.enter();
        task()
    }
}

/// Like [`inherit`], for a thread that the calling one waits for. If the calling thread's work is
/// guarded or measured, the new thread is part of it.
pub(crate) fn inherit_all<R>(task: impl FnOnce() -> R) -> impl FnOnce() -> R {
    inherit(inherit_guard(inherit_meter(task)))
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::mpsc;
    use std::time::Duration;

    use vamos_base::Cancel;

    use super::Context;
    use super::with_context;
    use crate::Background;
    use crate::Class;
    use crate::Pool;
    use crate::Ticker;
    use crate::detached;
    use crate::join;
    use crate::on_large_stack;
    use crate::spread;

    fn value() -> Option<u32> {
        with_context(|value: Option<&u32>| value.copied())
    }

    #[test]
    fn a_context_ends_with_its_guard() {
        assert_eq!(value(), None);
        let outer = Context::new(1_u32).enter();
        {
            let _inner = Context::new(2_u32).enter();
            assert_eq!(value(), Some(2));
            let _other = Context::new("text").enter();
            assert_eq!(value(), None);
        }
        assert_eq!(value(), Some(1));
        drop(outer);
        assert_eq!(value(), None);
    }

    /// Every way to start a thread; two callers at once, each with its own value.
    #[test]
    fn every_thread_has_the_context_of_its_starter() {
        std::thread::scope(|scope| {
            for number in [1_u32, 2] {
                scope.spawn(move || {
                    let _entered = Context::new(number).enter();
                    check(number);
                });
            }
        });
    }

    fn check(number: u32) {
        let pool = Pool::new(4);
        let both_at_once = Barrier::new(2);
        let found = pool.map(Class::Network, &[(), ()], |()| {
            both_at_once.wait();
            value()
        });
        assert_eq!(found, [Some(number); 2]);
        pool.both(|| assert_eq!(value(), Some(number)), || ());
        pool.join(|| assert_eq!(value(), Some(number)), || ());
        pool.crew(Class::Cpu, 3, || assert_eq!(value(), Some(number)));
        assert_eq!(join(value, value), (Some(number), Some(number)));
        assert_eq!(on_large_stack(value), Some(number));
        let seeds: Vec<String> = (0..9).map(|n: u32| n.to_string()).collect();
        let found = spread(&pool, Class::Cpu, &seeds, &Cancel::new(), |_, _| value());
        assert!(found.values().all(|value| *value == Some(number)));
        let (sender, receiver) = mpsc::channel();
        let send = move || sender.send(value()).unwrap_or_default();
        detached("test", send.clone()).unwrap();
        Background::start("test", send.clone()).unwrap().join();
        let ticker = Ticker::start(Duration::from_millis(1), send);
        for _ in 0..3 {
            assert_eq!(receiver.recv(), Ok(Some(number)));
        }
        drop(ticker);
    }
}
