setsid sleep 3147 < /dev/null > /dev/null 2>&1 &
exec sleep 60
