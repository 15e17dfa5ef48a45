//! Calls of gRPC over HTTP/2: one connection, length-prefixed messages, status in the trailers.
//!
//! HTTP/2 is the crate `h2`. What gRPC adds are five bytes before each message and a few
//! headers. With these here instead of in a framework, every wait has its own deadline, and
//! what a broken server sends can be tested byte by byte.
//! Counterpart: none.

use std::future::Future;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use bytes::Buf;
use bytes::BufMut;
use bytes::Bytes;
use bytes::BytesMut;
use h2::RecvStream;
use h2::SendStream;
use h2::client::ResponseFuture;
use h2::client::SendRequest;
use http::HeaderMap;
use http::Request;
use prost::Message;
use tokio::sync::Mutex;

use crate::Endpoint;
use crate::RemoteError;
use crate::connect::connect;
use crate::health::Health;
use crate::health::STALL;

/// How many bytes of one answer may be on their way: a line of 1 Gbit/s with 20 ms holds 2.5 MB.
const STREAM_WINDOW: u32 = 4 << 20;

/// The same for all answers together.
const CONNECTION_WINDOW: u32 = 32 << 20;

/// The largest message that is accepted.
const MAX_MESSAGE: usize = 64 << 20;

/// Bytes before a message: whether it is compressed, and its length.
const PREFIX: usize = 5;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_millis(2000);

/// A connection to a server, made when it is needed and again after it was lost.
pub(crate) struct Grpc {
    endpoint: Endpoint,
    headers: HeaderMap,
    health: Arc<Health>,
    sender: Mutex<Option<SendRequest<Bytes>>>,
}

/// A call: what was sent so far, and the answer to come.
pub(crate) struct Call {
    method: &'static str,
    health: Arc<Health>,
    requests: SendStream<Bytes>,
    response: Option<ResponseFuture>,
    answer: Option<RecvStream>,
    received: BytesMut,
}

/// Returns the short name of a method, for messages.
fn short(method: &'static str) -> &'static str {
    method.rsplit('/').next().unwrap_or(method)
}

fn protocol(method: &'static str, error: impl std::fmt::Display) -> RemoteError {
    RemoteError::Protocol {
        method: short(method),
        text: error.to_string(),
    }
}

/// Waits for a step of a call, but not for long.
async fn within<T>(
    method: &'static str,
    limit: Duration,
    step: impl Future<Output = T>,
) -> Result<T, RemoteError> {
    let done = tokio::time::timeout(limit, step).await;
    done.map_err(|_| RemoteError::TimedOut {
        method: short(method),
        after: limit,
    })
}

impl Grpc {
    pub(crate) fn new(endpoint: Endpoint, headers: HeaderMap, health: Arc<Health>) -> Self {
        Self {
            endpoint,
            headers,
            health,
            sender: Mutex::new(None),
        }
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Returns the connection, which is made if necessary.
    async fn sender(&self) -> Result<SendRequest<Bytes>, RemoteError> {
        let mut sender = self.sender.lock().await;
        if let Some(open) = &*sender
            && let Ok(ready) = open.clone().ready().await
        {
            return Ok(ready);
        }
        *sender = None;
        let handshake = async {
            let stream = connect(&self.endpoint).await?;
            let mut builder = h2::client::Builder::new();
            builder
                .initial_window_size(STREAM_WINDOW)
                .initial_connection_window_size(CONNECTION_WINDOW)
                .enable_push(false);
            let made = builder.handshake::<_, Bytes>(stream).await;
            made.map_err(|error| RemoteError::Connect(error.to_string()))
        };
        let (made, connection) = within("connect", CONNECT, handshake).await??;
        tokio::spawn(async move {
            // An error is that of the calls, too.
            let _ = connection.await;
        });
        *sender = Some(made.clone());
        Ok(made)
    }

    /// Begins a call.
    pub(crate) async fn call(&self, method: &'static str) -> Result<Call, RemoteError> {
        let mut sender = self.sender().await?;
        let scheme = if self.endpoint.is_tls {
            "https"
        } else {
            "http"
        };
        let uri = format!("{scheme}://{}{method}", self.endpoint.authority());
        let mut request = Request::post(uri)
            .header("te", "trailers")
            .header("content-type", "application/grpc")
            .header("user-agent", "vamos")
            .body(())
            .map_err(|error| protocol(method, error))?;
        request.headers_mut().extend(self.headers.clone());
        let sent = sender.send_request(request, false);
        let (response, requests) = sent.map_err(|error| protocol(method, error))?;
        Ok(Call {
            method,
            health: Arc::clone(&self.health),
            requests,
            response: Some(response),
            answer: None,
            received: BytesMut::new(),
        })
    }

    /// Calls a method that takes one message and returns one.
    pub(crate) async fn unary<Q: Message, A: Message + Default>(
        &self,
        method: &'static str,
        request: &Q,
    ) -> Result<A, RemoteError> {
        let mut call = self.call(method).await?;
        call.send(request, true).await?;
        let answer = call.next().await?;
        call.finish().await?;
        answer.ok_or_else(|| protocol(method, "an empty answer"))
    }
}

impl Call {
    /// Sends a message; the last one ends the request.
    pub(crate) async fn send<M: Message>(
        &mut self,
        message: &M,
        is_last: bool,
    ) -> Result<(), RemoteError> {
        let len = message.encoded_len();
        let mut bytes = BytesMut::with_capacity(PREFIX + len);
        bytes.put_u8(0);
        bytes.put_u32(u32::try_from(len).map_err(|error| protocol(self.method, error))?);
        message
            .encode(&mut bytes)
            .map_err(|error| protocol(self.method, error))?;
        let sent = self.send_bytes(bytes.freeze(), is_last).await;
        if let Err(error) = sent {
            // The server may have refused the call before it had all of it: then the answer
            // has the reason.
            return Err(match self.next::<crate::messages::WireStatus>().await {
                Err(refused @ RemoteError::Status { .. }) => refused,
                _ => error,
            });
        }
        Ok(())
    }

    /// Sends bytes as the server takes them, so that they are not buffered here.
    async fn send_bytes(&mut self, mut bytes: Bytes, is_last: bool) -> Result<(), RemoteError> {
        let method = self.method;
        while !bytes.is_empty() {
            self.requests.reserve_capacity(bytes.len());
            let requests = &mut self.requests;
            let capacity = within(method, STALL, poll_fn(|cx| requests.poll_capacity(cx))).await?;
            let capacity = match capacity {
                Some(capacity) => capacity.map_err(|error| protocol(method, error))?,
                None => return Err(protocol(method, "the server closed the stream")),
            };
            let part = bytes.split_to(capacity.min(bytes.len()));
            let is_end = is_last && bytes.is_empty();
            if !part.is_empty() || is_end {
                let sent = self.requests.send_data(part, is_end);
                sent.map_err(|error| protocol(method, error))?;
            }
        }
        Ok(())
    }

    /// Returns the next message of the answer, `None` after the last.
    pub(crate) async fn next<M: Message + Default>(&mut self) -> Result<Option<M>, RemoteError> {
        let method = self.method;
        loop {
            if let Some(message) = self.buffered()? {
                let decoded = M::decode(message).map_err(|error| protocol(method, error))?;
                return Ok(Some(decoded));
            }
            let health = Arc::clone(&self.health);
            let body = self.body().await?;
            match within(method, STALL, body.data()).await? {
                Some(data) => {
                    let data = data.map_err(|error| protocol(method, error))?;
                    let released = body.flow_control().release_capacity(data.len());
                    released.map_err(|error| protocol(method, error))?;
                    health.progress(data.len());
                    self.received.extend_from_slice(&data);
                }
                None if self.received.is_empty() => return Ok(None),
                None => return Err(protocol(method, "a truncated message")),
            }
        }
    }

    /// Takes a whole message from what was received.
    fn buffered(&mut self) -> Result<Option<Bytes>, RemoteError> {
        let Some(mut prefix) = self.received.get(..PREFIX) else {
            return Ok(None);
        };
        let is_compressed = prefix.get_u8() != 0;
        let len = prefix.get_u32() as usize;
        if is_compressed || len > MAX_MESSAGE {
            return Err(protocol(self.method, "a malformed message"));
        }
        if self.received.len() < PREFIX + len {
            self.received.reserve(PREFIX + len - self.received.len());
            return Ok(None);
        }
        self.received.advance(PREFIX);
        Ok(Some(self.received.split_to(len).freeze()))
    }

    /// Returns the body of the answer, after its headers were checked.
    async fn body(&mut self) -> Result<&mut RecvStream, RemoteError> {
        let method = self.method;
        if let Some(response) = self.response.take() {
            let response = within(method, STALL, response).await?;
            let response = response.map_err(|error| protocol(method, error))?;
            self.health.progress(0);
            if !response.status().is_success() {
                return Err(protocol(
                    method,
                    format!("HTTP status {}", response.status()),
                ));
            }
            // An error may come without a body.
            check_status(method, response.headers())?;
            self.answer = Some(response.into_body());
        }
        let closed = || protocol(method, "no answer");
        self.answer.as_mut().ok_or_else(closed)
    }

    /// Checks the status after the last message.
    pub(crate) async fn finish(mut self) -> Result<(), RemoteError> {
        let method = self.method;
        let body = self.body().await?;
        while let Some(data) = within(method, STALL, body.data()).await? {
            if !data.map_err(|error| protocol(method, error))?.is_empty() {
                return Err(protocol(method, "more messages than expected"));
            }
        }
        let trailers = within(method, STALL, body.trailers()).await?;
        match trailers.map_err(|error| protocol(method, error))? {
            Some(trailers) if trailers.contains_key("grpc-status") => {
                check_status(method, &trailers)
            }
            _ => Err(protocol(method, "no status")),
        }
    }
}

/// Returns an error if headers or trailers contain the status of a failed call.
fn check_status(method: &'static str, headers: &HeaderMap) -> Result<(), RemoteError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(status) = text("grpc-status") else {
        return Ok(());
    };
    match status.parse() {
        Ok(0) => Ok(()),
        Ok(code) => Err(RemoteError::Status {
            method: short(method),
            code,
            message: text("grpc-message").unwrap_or_default().to_owned(),
        }),
        Err(_) => Err(protocol(method, "a malformed status")),
    }
}
