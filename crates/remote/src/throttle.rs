//! The limit of every wait of a call.
//!
//! A call may take any time, but it must make progress: within [`crate::Timeouts::answer`] a piece
//! of the request is accepted or a piece of the answer arrives. A service around the channel
//! records both. Only a call that waits for a new connection has more time, since connecting has
//! its own limit. If other work uses the processors, all limits are extended by the factor by which
//! this process is slower.
//! Counterpart: none.

use std::future::Future;
use std::pin::Pin;
use std::pin::pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http::Request;
use http::Response;
use http_body::Frame;
use http_body::SizeHint;
use tokio::time::Instant;
use tokio::time::timeout_at;
use tonic::Status;
use tonic::body::Body;
use tonic::transport::Channel;
use tower_service::Service;
use vamos_fsys::contention;

use crate::RemoteError;
use crate::health::Health;

/// The size in bytes of the pieces of a request. Small pieces keep a slow line from looking
/// stalled.
const PIECE: usize = 64 << 10;

/// The deadline for the next progress of a call.
pub(crate) struct Throttle {
    health: Arc<Health>,
    limit: Mutex<Limit>,
}

#[derive(Clone, Copy, PartialEq)]
struct Limit {
    /// The time of the last progress.
    since: Instant,
    /// The limit of the next step on an idle machine.
    most: Duration,
}

impl Limit {
    /// Returns the deadline on a machine that is slower by this factor.
    fn end(self, contention: f64) -> Instant {
        self.since + self.most.mul_f64(contention)
    }
}

impl Throttle {
    /// Begins a call.
    pub(crate) fn new(health: Arc<Health>) -> Self {
        Self {
            limit: Mutex::new(Limit {
                since: Instant::now(),
                // One limit is for the connection.
                most: health.timeouts.answer() * 2,
            }),
            health,
        }
    }

    fn current(&self) -> MutexGuard<'_, Limit> {
        self.limit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records progress.
    pub(crate) fn touch(&self) {
        *self.current() = Limit {
            since: Instant::now(),
            most: self.health.timeouts.answer(),
        };
    }

    /// Records that this many bytes arrived.
    fn received(&self, bytes: usize) {
        self.touch();
        self.health.progress(bytes);
    }

    /// Waits for a step of a call while the call makes progress.
    pub(crate) async fn limit<T>(
        &self,
        method: &'static str,
        step: impl Future<Output = T>,
    ) -> Result<T, RemoteError> {
        let mut step = pin!(step);
        let mut end = self.current().end(1.0);
        loop {
            if let Ok(done) = timeout_at(end, step.as_mut()).await {
                return Ok(done);
            }
            end = self.current().end(contention().unwrap_or(1.0));
            if end <= Instant::now() {
                return Err(RemoteError::TimedOut {
                    method,
                    after: self.health.timeouts.answer(),
                });
            }
        }
    }
}

/// A channel that adds headers to a call and records its progress.
pub(crate) struct Paced {
    channel: Channel,
    headers: HeaderMap,
    pace: Arc<Throttle>,
}

impl Paced {
    pub(crate) fn new(channel: Channel, headers: HeaderMap, pace: Arc<Throttle>) -> Self {
        Self {
            channel,
            headers,
            pace,
        }
    }
}

impl Service<Request<Body>> for Paced {
    type Response = Response<Received>;
    type Error = tonic::transport::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.channel.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let pace = Arc::clone(&self.pace);
        let mut request = request.map(|body| {
            Body::new(RequestBody {
                body,
                rest: Bytes::new(),
                pace: Arc::clone(&pace),
            })
        });
        request.headers_mut().extend(self.headers.clone());
        let response = self.channel.call(request);
        Box::pin(async move {
            let response = response.await?;
            pace.received(0);
            Ok(response.map(|body| Received { body, pace }))
        })
    }
}

/// The body of a request.
struct RequestBody {
    body: Body,
    /// The rest of the last frame.
    rest: Bytes,
    pace: Arc<Throttle>,
}

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = Status;

    /// Returns the next piece. It is called when the server accepts more.
    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        self.pace.touch();
        if self.rest.is_empty() {
            let frame = std::task::ready!(Pin::new(&mut self.body).poll_frame(cx));
            match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => self.rest = data,
                Some(Ok(Err(frame))) => return Poll::Ready(Some(Ok(frame))),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        let size = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(size);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }
}

/// The body of an answer.
pub(crate) struct Received {
    body: Body,
    pace: Arc<Throttle>,
}

impl http_body::Body for Received {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = std::task::ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let Some(Ok(frame)) = &frame {
            self.pace.received(frame.data_ref().map_or(0, Bytes::len));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_call_that_gets_on_may_take_long() {
        let health = Arc::new(Health::new(1, crate::Timeouts::default(), Box::new(|_| {})));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            let pace = Throttle::new(health);
            // Several limits of a step have passed, with progress in between.
            let step = async {
                for _ in 0..3 {
                    *pace.current() = Limit {
                        since: Instant::now(),
                        most: Duration::from_millis(20),
                    };
                    tokio::time::sleep(Duration::from_millis(15)).await;
                }
            };
            assert_eq!(pace.limit("x", step).await, Ok(()));
            pace.current().most = Duration::ZERO;
            let never = std::future::pending::<()>();
            let stopped = pace.limit("x", never).await;
            assert!(matches!(stopped, Err(RemoteError::TimedOut { .. })));
        });
    }

    #[test]
    fn a_step_may_take_longer_where_everything_does() {
        let limit = Limit {
            since: Instant::now(),
            most: Duration::from_secs(2),
        };
        assert_eq!(limit.end(1.0), limit.since + Duration::from_secs(2));
        assert_eq!(limit.end(2.5), limit.since + Duration::from_secs(5));
    }
}
