echo '{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "9.0"}}'
exec sleep 60
