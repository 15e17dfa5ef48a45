//! Calls of gRPC, over one connection, which is opened on demand and reopened after a loss.
//!
//! The protocol is the crate `tonic`, with the hand-written messages of `messages`: no code is
//! generated. This module adds a limit for every wait ([`crate::throttle`]), and errors that name
//! the method.
//! Counterpart: none.

use std::error::Error;
use std::sync::Arc;

use http::uri::PathAndQuery;
use prost::Message;
use tonic::Request;
use tonic::Status;
use tonic::Streaming;
use tonic::transport::Channel;
use tonic_prost::ProstCodec;

use crate::Connection;
use crate::Endpoint;
use crate::RemoteError;
use crate::connect::Connector;
use crate::credentials::Credentials;
use crate::health::Health;
use crate::runtime::Runtime;
use crate::throttle::Paced;
use crate::throttle::Throttle;

/// The flow control window of one answer in bytes: a line of 1 Gbit/s with 20 ms latency holds 2.5
/// MB.
const STREAM_WINDOW: u32 = 4 << 20;

/// The flow control window of the connection in bytes.
const CONNECTION_WINDOW: u32 = 32 << 20;

/// The maximum size of a received message in bytes.
const MAX_MESSAGE: usize = 64 << 20;

/// A connection to a server.
pub(crate) struct Grpc {
    endpoint: Endpoint,
    channel: Channel,
    credentials: Credentials,
    health: Arc<Health>,
}

/// The answers to a call.
pub(crate) struct Answers<A> {
    method: &'static str,
    pace: Arc<Throttle>,
    stream: Streaming<A>,
}

/// Returns the short name of a method, for messages.
fn short(method: &'static str) -> &'static str {
    method.rsplit('/').next().unwrap_or(method)
}

fn protocol(method: &'static str, text: impl Into<String>) -> RemoteError {
    RemoteError::Protocol {
        method: short(method),
        text: text.into(),
    }
}

impl Grpc {
    /// Returns a connection, which is opened on demand.
    pub(crate) fn new(
        endpoint: Endpoint,
        connection: Connection,
        health: Arc<Health>,
        runtime: &Runtime,
    ) -> Result<Self, RemoteError> {
        let scheme = if endpoint.is_tls { "https" } else { "http" };
        let uri = format!("{scheme}://{}", endpoint.authority());
        let invalid = |_| RemoteError::Address {
            address: endpoint.to_string(),
        };
        let settings = tonic::transport::Endpoint::from_shared(uri).map_err(invalid)?;
        let settings = settings.user_agent("vamos").map_err(invalid)?;
        let settings = settings
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW);
        let credentials = Credentials::new(&endpoint, &connection, Arc::clone(&health));
        let connector = Connector::new(endpoint.clone(), connection);
        // A task of the channel sends the requests.
        let channel = runtime.within(|| settings.connect_with_connector_lazy(connector));
        Ok(Self {
            endpoint,
            channel,
            credentials,
            health,
        })
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Calls a method, and waits until the answer begins. The requests are made while they are
    /// sent.
    pub(crate) async fn call<Q, A>(
        &self,
        method: &'static str,
        requests: impl Iterator<Item = Q> + Send + 'static,
    ) -> Result<Answers<A>, RemoteError>
    where
        Q: Message + 'static,
        A: Message + Default + 'static,
    {
        let headers = self.credentials.headers().await?;
        let pace = Arc::new(Throttle::new(Arc::clone(&self.health)));
        let service = Paced::new(self.channel.clone(), headers, Arc::clone(&pace));
        let mut client = tonic::client::Grpc::new(service).max_decoding_message_size(MAX_MESSAGE);
        let requests = Request::new(tokio_stream::iter(requests));
        let called = pace.limit(short(method), async {
            let ready = client.ready().await;
            ready.map_err(|error| Status::from_error(error.into()))?;
            let path = PathAndQuery::from_static(method);
            client
                .streaming(requests, path, ProstCodec::default())
                .await
        });
        let response = called.await?.map_err(|status| error_of(method, &status))?;
        Ok(Answers {
            method,
            pace,
            stream: response.into_inner(),
        })
    }

    /// Calls a method that returns one message.
    pub(crate) async fn call_for_one<Q, A>(
        &self,
        method: &'static str,
        requests: impl Iterator<Item = Q> + Send + 'static,
    ) -> Result<A, RemoteError>
    where
        Q: Message + 'static,
        A: Message + Default + 'static,
    {
        let mut answers = self.call(method, requests).await?;
        let answer = answers.next().await?;
        // The status follows the message.
        match (answer, answers.next().await?) {
            (Some(answer), None) => Ok(answer),
            (None, _) => Err(protocol(method, "an empty answer")),
            (Some(_), Some(_)) => Err(protocol(method, "more messages than expected")),
        }
    }

    /// Calls a method that takes one message and returns one.
    pub(crate) async fn unary<Q, A>(
        &self,
        method: &'static str,
        request: &Q,
    ) -> Result<A, RemoteError>
    where
        Q: Message + Clone + 'static,
        A: Message + Default + 'static,
    {
        let requests = std::iter::once(request.clone());
        self.call_for_one(method, requests).await
    }
}

impl<A: Message + Default + 'static> Answers<A> {
    /// Returns the next message; `None` after the last one, if the call succeeded.
    pub(crate) async fn next(&mut self) -> Result<Option<A>, RemoteError> {
        self.pace.touch();
        let next = self.pace.limit(short(self.method), self.stream.message());
        next.await?.map_err(|status| error_of(self.method, &status))
    }
}

/// Returns the error of a failed call: the reason from this crate if there is one, else the error
/// of the connection or of the server.
fn error_of(method: &'static str, status: &Status) -> RemoteError {
    let mut cause = None;
    let mut next = status.source();
    while let Some(error) = next {
        if let Some(own) = error.downcast_ref::<RemoteError>() {
            return own.clone();
        }
        cause = Some(error);
        next = error.source();
    }
    match cause {
        Some(cause) => protocol(method, cause.to_string()),
        None => RemoteError::Status {
            method: short(method),
            code: status.code().into(),
            // The message is shown on one line.
            message: status.message().replace(char::is_control, " "),
        },
    }
}
