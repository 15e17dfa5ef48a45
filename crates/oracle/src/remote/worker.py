"""A worker of BuildGrid, over the Remote Workers API: BuildGrid's own one is not on PyPI.

Each action runs in a directory that has its inputs and nothing else, with its environment and no
more. Usage: worker.py ADDRESS DIRECTORY NAME
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import uuid

import grpc
from buildgrid._protos.build.bazel.remote.execution.v2 import remote_execution_pb2 as re
from buildgrid._protos.build.bazel.remote.execution.v2 import remote_execution_pb2_grpc as re_grpc
from buildgrid._protos.google.bytestream import bytestream_pb2 as stream
from buildgrid._protos.google.bytestream import bytestream_pb2_grpc as stream_grpc
from buildgrid._protos.google.devtools.remoteworkers.v1test2 import bots_pb2 as bots
from buildgrid._protos.google.devtools.remoteworkers.v1test2 import bots_pb2_grpc as bots_grpc

CHUNK = 1 << 20


class Store:
    """The values that this worker has, and those of the server."""

    def __init__(self, channel, directory):
        self.stream = stream_grpc.ByteStreamStub(channel)
        self.directory = directory
        os.makedirs(directory, exist_ok=True)

    def file(self, digest, is_executable=False):
        """Returns the path of a value, read once."""
        name = digest.hash + ("x" if is_executable else "")
        path = os.path.join(self.directory, name)
        if not os.path.exists(path):
            request = stream.ReadRequest(
                resource_name=f"blobs/{digest.hash}/{digest.size_bytes}"
            )
            with open(path + ".new", "wb") as file:
                if digest.size_bytes:
                    for answer in self.stream.Read(request):
                        file.write(answer.data)
            os.chmod(path + ".new", 0o555 if is_executable else 0o444)
            os.rename(path + ".new", path)
        return path

    def message(self, kind, digest):
        with open(self.file(digest), "rb") as file:
            return kind.FromString(file.read())

    def put(self, data):
        """Stores a value on the server; returns its digest."""
        digest = re.Digest(hash=hashlib.sha256(data).hexdigest(), size_bytes=len(data))
        name = f"uploads/{uuid.uuid4()}/blobs/{digest.hash}/{digest.size_bytes}"

        def parts():
            for start in range(0, max(len(data), 1), CHUNK):
                part = data[start : start + CHUNK]
                yield stream.WriteRequest(
                    resource_name=name,
                    write_offset=start,
                    data=part,
                    finish_write=start + len(part) == len(data),
                )

        self.stream.Write(parts())
        return digest

    def lay(self, digest, place):
        """Makes a directory of the input root."""
        os.makedirs(place, exist_ok=True)
        directory = self.message(re.Directory, digest)
        for node in directory.files:
            os.link(self.file(node.digest, node.is_executable), os.path.join(place, node.name))
        for node in directory.directories:
            self.lay(node.digest, os.path.join(place, node.name))


def execute(store, action, root):
    """Runs an action; returns its result."""
    command = store.message(re.Command, action.command_digest)
    store.lay(action.input_root_digest, root)
    here = os.path.join(root, command.working_directory)
    for output in command.output_files:
        os.makedirs(os.path.dirname(os.path.join(here, output)), exist_ok=True)
    result = re.ActionResult()
    result.execution_metadata.execution_start_timestamp.FromNanoseconds(time.time_ns())
    try:
        ended = subprocess.run(
            list(command.arguments),
            cwd=here,
            env={pair.name: pair.value for pair in command.environment_variables},
            executable=os.path.join(here, command.arguments[0]),
            capture_output=True,
            timeout=action.timeout.seconds or None,
        )
    except subprocess.TimeoutExpired as late:
        # As what GNU timeout returns.
        ended = subprocess.CompletedProcess(late.cmd, 124, late.stdout or b"", b"")
    result.execution_metadata.execution_completed_timestamp.FromNanoseconds(time.time_ns())
    result.exit_code = ended.returncode
    result.stdout_raw = ended.stdout
    result.stderr_raw = ended.stderr
    for output in command.output_files:
        path = os.path.join(here, output)
        if os.path.exists(path):
            with open(path, "rb") as file:
                digest = store.put(file.read())
            result.output_files.add(path=output, digest=digest)
    return result


def main(address, directory, name):
    channel = grpc.insecure_channel(address)
    grpc.channel_ready_future(channel).result(timeout=60)
    store = Store(channel, os.path.join(directory, "values"))
    root = os.path.join(directory, "root")
    service = bots_grpc.BotsStub(channel)
    session = bots.BotSession(bot_id=name, status=1)
    request = bots.CreateBotSessionRequest(parent="", bot_session=session)
    session = service.CreateBotSession(request, timeout=30)
    while True:
        for lease in session.leases:
            action = re.Action()
            if not lease.payload.Unpack(action):
                digest = re.Digest()
                lease.payload.Unpack(digest)
                action = store.message(re.Action, digest)
            shutil.rmtree(root, ignore_errors=True)
            try:
                lease.result.Pack(execute(store, action, root))
                print("executed", flush=True)
            except grpc.RpcError as error:
                # Values that the server has dropped are sent again if they are reported so.
                is_missing = error.code() == grpc.StatusCode.NOT_FOUND
                lease.status.code = 9 if is_missing else 13
                lease.status.message = str(error)
            except Exception as error:
                lease.status.code = 13
                lease.status.message = str(error)
            lease.state = bots.COMPLETED
        request = bots.UpdateBotSessionRequest(name=session.name, bot_session=session)
        # The server answers when there is work.
        session = service.UpdateBotSession(request, timeout=30)


if __name__ == "__main__":
    main(*sys.argv[1:])
