//! A server of the Remote Execution API in this process, for tests, which can also misbehave.
//!
//! Owns: the server ([`Server`], [`Fake`]), its faults ([`Fault`]), and its certificates. Must not
//! know: the client (`vamos_remote`), which is tested with it. As a feature of that crate it would
//! be compiled into the executables that are tested, which would then differ from the installed
//! ones.
//! Counterpart: none.

#![expect(clippy::unwrap_used, reason = "only tests use this, and fail then")]

mod exec;
mod values;

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::mpsc;

use bytes::Buf;
use bytes::BufMut;
use bytes::Bytes;
use bytes::BytesMut;
use h2::RecvStream;
use h2::server::SendResponse;
use http::HeaderMap;
use http::Request;
use http::Response;
use prost::Message;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use vamos_base::Digest;
use vamos_reapi as wire;
use vamos_reapi::WireDigest;
use vamos_reapi::ZSTD;
use vamos_sched::detached;

use values::Received;
use values::compressed;

/// Returns the name of a value.
fn digest_of(value: &[u8]) -> WireDigest {
    WireDigest {
        hash: Digest::of(value).hex(),
        size_bytes: value.len() as i64,
    }
}

/// The fault of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No fault.
    None,
    /// It never answers.
    Stalls,
    /// It answers with this status.
    Refuses(i32),
    /// All values have one wrong byte.
    WrongBytes,
    /// Answers end in the middle of a message.
    Truncates,
    /// There is no status after the answer.
    NoStatus,
    /// It does not speak HTTP/2.
    Garbage,
    /// It closes connections at once.
    HangsUp,
    /// It accepts no compressed values.
    CompressesNone,
    /// It cannot store values.
    Full,
    /// It stores the stdout of an action as a separate value, even if the request is for both.
    SplitsResults,
    /// Streams of operations end before the operation does.
    LosesStreams,
    /// The same, and operations are forgotten.
    LosesOperations,
    /// Outputs of the program of this name do not have the digest of their result.
    Damages(&'static str),
    /// The program of this name is killed.
    Kills(&'static str),
    /// No worker ever runs the program of this name.
    Hangs(&'static str),
}

/// The authority that signed the certificates of these servers, in PEM.
pub const AUTHORITY: &str = include_str!("../testdata/authority.pem");

/// A client's certificate of that authority and its key, in PEM.
pub const CLIENT: [&str; 2] = [
    include_str!("../testdata/client.pem"),
    include_str!("../testdata/client.key"),
];

/// The certificate of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// A valid certificate for 127.0.0.1 and cache.test.
    Valid,
    /// One that has expired.
    Expired,
    /// One for another host.
    Other,
}

impl Certificate {
    /// Returns the acceptor of connections; if `asks`, it accepts only the certificate of
    /// [`CLIENT`].
    fn acceptor(self, asks: bool) -> TlsAcceptor {
        let chain = match self {
            Self::Valid => include_str!("../testdata/server.pem"),
            Self::Expired => include_str!("../testdata/expired.pem"),
            Self::Other => include_str!("../testdata/other.pem"),
        };
        let parse = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
        let key = include_str!("../testdata/server.key").as_bytes();
        let key = PrivateKeyDer::from_pem_slice(key).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let mut roots = rustls::RootCertStore::empty();
        roots.add(parse(AUTHORITY)).unwrap();
        let roots = Arc::new(roots);
        let clients = rustls::server::WebPkiClientVerifier::builder_with_provider(roots, provider);
        let builder = if asks {
            builder.with_client_cert_verifier(clients.build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        let mut config = builder.with_single_cert(vec![parse(chain)], key).unwrap();
        config.alpn_protocols = vec![b"h2".to_vec()];
        TlsAcceptor::from(Arc::new(config))
    }
}

#[derive(Default)]
struct Stored {
    received: Received,
    actions: HashMap<String, wire::ActionResult>,
    blobs: HashMap<String, Bytes>,
    operations: HashMap<String, wire::exec::Operation>,
    platforms: Vec<Vec<(String, String)>>,
    /// The names of the programs that were executed, and their exit codes.
    programs: Vec<(String, i32)>,
    calls: Vec<String>,
    /// The headers of the last call.
    headers: HeaderMap,
}

impl Stored {
    /// Stores the value that messages of `Write` have.
    fn write(&mut self, messages: &[Bytes]) -> wire::WriteResponse {
        let mut name = String::new();
        let mut data = Vec::new();
        for message in messages {
            let request = wire::WriteRequest::decode(message.clone()).unwrap();
            assert_eq!(request.write_offset, data.len() as i64);
            name.push_str(&request.resource_name);
            data.extend_from_slice(&request.data);
        }
        let mut words = name.rsplit('/');
        let size = words.next().unwrap().parse().unwrap();
        let hash = words.next().unwrap().to_owned();
        let committed_size = data.len() as i64;
        let is_zstd = name.contains("/compressed-blobs/zstd/");
        let data = self.received.add(data.into(), is_zstd, size);
        self.blobs.insert(hash, data);
        wire::WriteResponse { committed_size }
    }
}

/// A server that runs until this is dropped, with all that it has stored.
pub struct Server {
    fake: Arc<Fake>,
    /// Ends the server's thread when it is dropped.
    _stop: oneshot::Sender<()>,
}

impl Deref for Server {
    type Target = Fake;

    fn deref(&self) -> &Fake {
        &self.fake
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Removed here, as the process may end before the server's thread.
        self.fake.inputs.remove();
    }
}

/// The state of a server.
pub struct Fake {
    /// The server's address, as in `VAMOS_REMOTE`.
    pub address: String,
    tls: Option<TlsAcceptor>,
    stored: Mutex<Stored>,
    inputs: exec::Inputs,
    fault: Mutex<Fault>,
}

impl Fake {
    /// Starts a server.
    pub fn start() -> Server {
        Self::start_with(None)
    }

    /// Starts a server with TLS; if `asks`, it requires the certificate of the client.
    pub fn start_tls(certificate: Certificate, asks: bool) -> Server {
        Self::start_with(Some(certificate.acceptor(asks)))
    }

    fn start_with(tls: Option<TlsAcceptor>) -> Server {
        let (sender, receiver) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let run = move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let fake = Arc::new(Self {
                    address: format!(
                        "grpc{}://{}",
                        if tls.is_some() { "s" } else { "" },
                        listener.local_addr().unwrap()
                    ),
                    tls,
                    stored: Mutex::default(),
                    inputs: exec::Inputs::default(),
                    fault: Mutex::new(Fault::None),
                });
                sender.send(Arc::clone(&fake)).unwrap();
                tokio::spawn(fake.listen(listener));
                let _ = stopped.await;
            });
        };
        detached("fake", run).unwrap();
        Server {
            fake: receiver.recv().unwrap(),
            _stop: stop,
        }
    }

    async fn listen(self: Arc<Self>, listener: TcpListener) {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(Arc::clone(&self).accept(stream));
        }
    }

    /// Misbehaves from now on.
    pub fn set_fault(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    fn fault(&self) -> Fault {
        *self.fault.lock().unwrap()
    }

    /// Returns and clears the names of the methods that were called.
    pub fn take_calls(&self) -> Vec<String> {
        std::mem::take(&mut self.stored.lock().unwrap().calls)
    }

    /// Returns the statistics about clients' uploads so far.
    pub fn received(&self) -> Received {
        self.stored.lock().unwrap().received
    }

    /// Removes all values.
    pub fn lose_values(&self) {
        self.stored.lock().unwrap().blobs.clear();
    }

    /// Returns a header of the last call.
    pub fn header(&self, name: &str) -> Option<String> {
        let stored = self.stored.lock().unwrap();
        let value = stored.headers.get(name)?;
        Some(value.to_str().unwrap().to_owned())
    }

    async fn accept(self: Arc<Self>, stream: TcpStream) {
        match self.fault() {
            Fault::HangsUp => return,
            Fault::Garbage => {
                let _ = stream.writable().await;
                let _ = stream.try_write(b"HTTP/1.0 400 Bad Request\r\n\r\nno\r\n");
                return;
            }
            _ => {}
        }
        match &self.tls {
            None => Arc::clone(&self).serve(stream).await,
            Some(tls) => {
                if let Ok(stream) = tls.accept(stream).await {
                    Arc::clone(&self).serve(stream).await;
                }
            }
        }
    }

    async fn serve(self: Arc<Self>, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let Ok(mut connection) = h2::server::handshake(stream).await else {
            return;
        };
        while let Some(Ok((request, respond))) = connection.accept().await {
            tokio::spawn(Arc::clone(&self).answer(request, respond));
        }
    }

    async fn answer(
        self: Arc<Self>,
        request: Request<RecvStream>,
        mut respond: SendResponse<Bytes>,
    ) {
        let method = request.uri().path().rsplit('/').next().unwrap().to_owned();
        {
            let mut stored = self.stored.lock().unwrap();
            stored.calls.push(method.clone());
            stored.headers = request.headers().clone();
        }
        if self.fault() == Fault::Stalls {
            std::future::pending::<()>().await;
        }
        let mut body = request.into_body();
        let mut bytes = BytesMut::new();
        while let Some(Ok(part)) = body.data().await {
            body.flow_control().release_capacity(part.len()).unwrap();
            bytes.extend_from_slice(&part);
        }
        if matches!(&*method, "Execute" | "WaitExecution")
            && !matches!(self.fault(), Fault::Refuses(_))
        {
            let request = messages(bytes.freeze()).swap_remove(0);
            self.answer_operation(&method, request, respond).await;
            return;
        }
        let answer = match self.fault() {
            Fault::Refuses(code) => Err(code),
            _ => self.result(&method, &messages(bytes.freeze())),
        };
        let mut response = Response::new(());
        let (data, status) = match answer {
            Ok(data) => (data, 0),
            Err(code) => {
                let status = code.to_string().parse().unwrap();
                response.headers_mut().insert("grpc-status", status);
                let _ = respond.send_response(response, true);
                return;
            }
        };
        let Ok(mut stream) = respond.send_response(response, false) else {
            return;
        };
        if self.fault() == Fault::Truncates {
            let half = data.slice(..data.len() / 2);
            let _ = stream.send_data(half, true);
            return;
        }
        let is_silent = self.fault() == Fault::NoStatus;
        let _ = stream.send_data(data, is_silent);
        if !is_silent {
            let mut trailers = HeaderMap::new();
            trailers.insert("grpc-status", status.into());
            let _ = stream.send_trailers(trailers);
        }
    }

    fn capabilities(&self) -> wire::ServerCapabilities {
        let compressors = match self.fault() {
            Fault::CompressesNone => Vec::new(),
            _ => vec![ZSTD],
        };
        wire::ServerCapabilities {
            cache: Some(wire::CacheCapabilities {
                digest_functions: vec![1],
                update: Some(wire::ActionCacheUpdateCapabilities {
                    update_enabled: self.fault() != Fault::Full,
                }),
                max_batch_total_size_bytes: 4 << 20,
                supported_compressors: compressors.clone(),
                supported_batch_update_compressors: compressors,
            }),
            execution: Some(wire::ExecutionCapabilities { exec_enabled: true }),
        }
    }

    /// Returns the answer to the messages of a call, or a status.
    fn result(&self, method: &str, messages: &[Bytes]) -> Result<Bytes, i32> {
        let mut stored = self.stored.lock().unwrap();
        let first = messages[0].clone();
        let key = |digest: &Option<WireDigest>| digest.as_ref().unwrap().hash.clone();
        let damage = |data: Bytes| match self.fault() {
            Fault::WrongBytes => data.iter().map(|byte| byte ^ 1).collect(),
            _ => data,
        };
        let is_full = self.fault() == Fault::Full;
        match method {
            "GetCapabilities" => Ok(frame(&self.capabilities())),
            "GetActionResult" => {
                let request = wire::GetActionResultRequest::decode(first).unwrap();
                let found = stored.actions.get(&key(&request.action_digest));
                let mut found = found.ok_or(5)?.clone();
                // As bazel-remote does.
                if !request.inline_stdout || self.fault() == Fault::SplitsResults {
                    let raw = Bytes::from(std::mem::take(&mut found.stdout_raw));
                    let digest = digest_of(&raw);
                    stored.blobs.insert(digest.hash.clone(), raw);
                    found.stdout_digest = Some(digest);
                }
                Ok(frame(&found))
            }
            "UpdateActionResult" => {
                let request = wire::UpdateActionResultRequest::decode(first).unwrap();
                let result = request.action_result.unwrap();
                let is_there = |file: &wire::OutputFile| {
                    let digest = file.digest.as_ref().unwrap();
                    digest.size_bytes == 0 || stored.blobs.contains_key(&digest.hash)
                };
                assert!(result.output_files.iter().all(is_there), "{result:?}");
                let answer = frame(&result);
                stored.actions.insert(key(&request.action_digest), result);
                Ok(answer)
            }
            "FindMissingBlobs" => {
                let request = wire::FindMissingBlobsRequest::decode(first).unwrap();
                let missing = request.blob_digests.into_iter();
                let missing = missing.filter(|digest| !stored.blobs.contains_key(&digest.hash));
                Ok(frame(&wire::FindMissingBlobsResponse {
                    missing_blob_digests: missing.collect(),
                }))
            }
            "BatchReadBlobs" => {
                let request = wire::BatchReadBlobsRequest::decode(first).unwrap();
                let is_zstd = request.acceptable_compressors.contains(&ZSTD);
                let read = |digest: WireDigest| {
                    let data = stored.blobs.get(&digest.hash).cloned();
                    wire::ReadBlob {
                        status: data.is_none().then(|| wire::WireStatus {
                            code: 5,
                            message: String::new(),
                        }),
                        data: compressed(damage(data.unwrap_or_default()), is_zstd),
                        digest: Some(digest),
                        compressor: i32::from(is_zstd),
                    }
                };
                Ok(frame(&wire::BatchReadBlobsResponse {
                    responses: request.digests.into_iter().map(read).collect(),
                }))
            }
            "BatchUpdateBlobs" => {
                let request = wire::BatchUpdateBlobsRequest::decode(first).unwrap();
                if is_full {
                    return Err(8);
                }
                for update in request.requests {
                    let size = update.digest.as_ref().unwrap().size_bytes;
                    let data = stored
                        .received
                        .add(update.data, update.compressor == ZSTD, size);
                    stored.blobs.insert(key(&update.digest), data);
                }
                Ok(frame(&wire::BatchUpdateBlobsResponse::default()))
            }
            "Read" => {
                let request = wire::ReadRequest::decode(first).unwrap();
                let name = request.resource_name.rsplit('/').nth(1).unwrap();
                let data = damage(stored.blobs.get(name).cloned().ok_or(5)?);
                let is_zstd = request.resource_name.contains("compressed-blobs/zstd/");
                let data = compressed(data, is_zstd);
                let parts = data.chunks(300_000).map(|part| {
                    frame(&wire::ReadResponse {
                        data: Bytes::copy_from_slice(part),
                    })
                });
                Ok(parts.collect::<Vec<_>>().concat().into())
            }
            "Write" => {
                if is_full {
                    return Err(8);
                }
                Ok(frame(&stored.write(messages)))
            }
            _ => Err(12),
        }
    }
}

fn frame(message: &impl Message) -> Bytes {
    let mut bytes = BytesMut::new();
    bytes.put_u8(0);
    bytes.put_u32(message.encoded_len() as u32);
    message.encode(&mut bytes).unwrap();
    bytes.freeze()
}

/// Splits the body of a request.
fn messages(mut body: Bytes) -> Vec<Bytes> {
    let mut messages = Vec::new();
    while body.len() >= 5 {
        body.advance(1);
        let len = body.get_u32() as usize;
        messages.push(body.split_to(len));
    }
    messages
}
